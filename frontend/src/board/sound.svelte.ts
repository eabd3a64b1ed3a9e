import { BrowserStorage } from "../live/storage";

/** The board's gong, made of a few partials that die away; no file. Browsers want one gesture before they let it sound. */
import type { BoardSound } from "../live/wire";

const ROOT_HZ = 98;
/** Each partial: its pitch over the root, how loud it is, and how many seconds it rings. */
const PARTIALS = [
  [1, 0.5, 5.5],
  [1.51, 0.32, 4.2],
  [2.02, 0.26, 3.6],
  [2.74, 0.16, 2.6],
  [3.76, 0.1, 1.8],
  [5.4, 0.05, 1],
] as const;
const LOUDNESS = 0.55;
const ATTACK_S = 0.03;
const MUTED = "summe.board.muted";

export class Sound {
  #storage = new BrowserStorage();
  muted = $state(this.#storage.getItem(MUTED) === "yes");
  /** The browser keeps the page silent until somebody has clicked or pressed a key here. */
  blocked = $state(false);
  /** The browser has been asked, so that it is known whether the gong can sound. */
  #asked = $state(false);
  #context: AudioContext | null = null;

  /** What a gong would come to; null before the browser has been asked. */
  get state(): BoardSound | null {
    if (!this.#asked) return null;
    return this.blocked ? "blocked" : this.muted ? "muted" : "on";
  }

  /** Ask the browser for sound; worth asking again at every gesture. */
  wake() {
    if (!this.#context) {
      this.#context = new AudioContext();
      this.#context.onstatechange = () => this.#look();
      this.#asked = true;
    }
    if (this.#context.state === "suspended") void this.#context.resume();
    this.#look();
  }

  toggle() {
    this.muted = !this.muted;
    this.#storage.setItem(MUTED, this.muted ? "yes" : "no");
  }

  strike() {
    this.wake();
    const context = this.#context;
    if (!context || this.muted || this.blocked) return;
    const out = new GainNode(context, { gain: LOUDNESS });
    const dull = new BiquadFilterNode(context, { type: "lowpass", frequency: 1_400 });
    dull.connect(out).connect(context.destination);
    const now = context.currentTime;
    for (const [pitch, level, seconds] of PARTIALS) {
      const tone = new OscillatorNode(context, { frequency: ROOT_HZ * pitch });
      const fade = new GainNode(context, { gain: 0 });
      fade.gain.setValueAtTime(0, now);
      fade.gain.linearRampToValueAtTime(level, now + ATTACK_S);
      fade.gain.exponentialRampToValueAtTime(0.0001, now + seconds);
      tone.connect(fade).connect(dull);
      tone.start(now);
      tone.stop(now + seconds);
    }
  }

  #look() {
    this.blocked = this.#context?.state !== "running";
  }
}
