/** The board's gong, synthesised from a few fading partials, without a file. Browsers play it only after a gesture. */
import { BrowserStorage } from "../live/storage";
import type { BoardSound } from "../live/wire";

const ROOT_HZ = 98;
/** Each partial: its frequency as a multiple of the root's, its level, and how many seconds it sounds. */
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
  /** Whether the browser keeps the page silent, as it does until a click or a key on it. */
  blocked = $state(false);
  /** Whether the `AudioContext` has been opened, so that it is known if the gong can sound. */
  #asked = $state(false);
  #context: AudioContext | null = null;

  /** Whether a gong would be heard; null before the `AudioContext` is opened. */
  get state(): BoardSound | null {
    if (!this.#asked) return null;
    return this.blocked ? "blocked" : this.muted ? "muted" : "on";
  }

  /** Open or resume the `AudioContext`. Called at every gesture, since the browser may allow sound from then on. */
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
