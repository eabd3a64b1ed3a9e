import type { Source } from "../board/picture.svelte";
import type { BoardTables } from "../live/wire";
import type { Tape } from "./tape";

export const SPEEDS = [1, 2, 5, 10, 30, 60] as const;
export type Speed = (typeof SPEEDS)[number];
/** From this speed on the board moves without animations, which would not have ended before the next ones begin. */
const HURRIED: Speed = 5;
/** The most that a frame moves on by: after a while in a hidden tab, playing goes on where it was. */
const MOST_MS = 250;

/** Where the tape is played; the board draws what was shown there. */
export class Playhead implements Source {
  view = $state.raw<BoardTables>({});
  positionMs = $state(0);
  playing = $state(false);
  speed = $state<Speed>(10);
  /** Rises with each jump: the board is drawn again then, without the way there. */
  jumps = $state(0);
  frozenAt = $state.raw<Source["frozenAt"]>();
  readonly ready = true;
  #index = -1;
  /** As `positionMs`; reading it makes nothing that draws the board depend on every frame. */
  #atMs = 0;
  #frame = 0;

  constructor(readonly tape: Tape) {
    this.#show(0);
  }

  ended = $derived.by(() => this.view.session?.it?.ended ?? false);
  /** A board whose session has ended has been disconnected for that reason, and says so. */
  online = $derived.by(() => !this.ended);
  bye = $derived.by((): Source["bye"] => (this.ended ? "ended" : null));
  /** Whether the board is drawn without animations. */
  calm = $derived.by(() => !this.playing || this.speed >= HURRIED);

  /** The server's time at the playhead. */
  now(): number {
    return this.tape.timeAt(this.#atMs);
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.#atMs >= this.tape.lengthMs) this.jump(0);
    this.playing = true;
    let before = performance.now();
    const move = (now: number) => {
      this.#show(this.#atMs + Math.min(MOST_MS, now - before) * this.speed);
      before = now;
      if (this.#atMs >= this.tape.lengthMs) this.pause();
      else this.#frame = requestAnimationFrame(move);
    };
    this.#frame = requestAnimationFrame(move);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }

  jump(positionMs: number) {
    this.#show(positionMs);
    const before = this.tape.beforeFreeze(this.#index);
    this.frozenAt =
      before === undefined
        ? undefined
        : { view: this.tape.viewAt(before), atMs: this.tape.timeAt(this.tape.positionOf(before + 1)) };
    this.jumps += 1;
  }

  /** Jump to the next moment (1) or to the one before (-1). */
  turn(by: 1 | -1) {
    this.jump(this.tape.positionOf(this.tape.indexAt(this.#atMs) + by));
  }

  #show(positionMs: number) {
    this.#atMs = Math.min(this.tape.lengthMs, Math.max(0, positionMs));
    this.positionMs = this.#atMs;
    const index = this.tape.indexAt(this.#atMs);
    if (index === this.#index) return;
    this.#index = index;
    this.view = this.tape.viewAt(index);
  }
}
