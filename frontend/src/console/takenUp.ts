import type { ConsoleState } from "./console.svelte";
import { SET_FLAG } from "./flags";

/**
 * Marking the question in focus as taken up, by its key or button. Taking a mark back needs a mark that this console
 * has made or has said it knows of: otherwise a press that comes just after the clock's own mark would do the opposite of
 * what it was meant for.
 */
export class TakenUp {
  /** The question of which this console knows that it is marked. */
  #known: string | null = null;

  constructor(private readonly app: Pick<ConsoleState, "ask" | "focus" | "tell" | "words">) {}

  press() {
    const { focus } = this.app;
    if (!focus) return;
    const isMarked = focus.flags.taken_up;
    if (isMarked && this.#known !== focus.id) this.app.tell(this.app.words.countsAlready);
    else void SET_FLAG.taken_up(this.app, focus.id, !isMarked);
    this.#known = focus.id;
  }
}
