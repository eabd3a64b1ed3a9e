import { uptime } from "../live/servertime";
import type { Card } from "./cards.svelte";
import type { ConsoleState } from "./console.svelte";
import { SET_FLAG } from "./flags";
import { BOUNCE_MS } from "./secondPress.svelte";

/**
 * Marking a question as taken up, by the key or a button. A button for it has the same words before and after, so a
 * second click within `BOUNCE_MS` is a double click and is ignored. Taking a mark back needs a mark that this console
 * has made, has shown in the question's dialog, or has said it knows of: otherwise a press that comes just after the
 * clock's own mark would do the opposite of what it was meant for.
 */
export class TakenUp {
  /** The question of which this console knows that it is marked. */
  #known: string | null = null;
  #clicked = { id: "", at: -BOUNCE_MS };

  constructor(private readonly app: Pick<ConsoleState, "ask" | "focus" | "tell" | "words">) {}

  /** A dialog shows the question with its mark, if it has one. */
  showed({ id, flags }: Pick<Card, "id" | "flags">) {
    if (flags.taken_up) this.#known = id;
  }
  /** A button for this question was clicked. */
  click(card: Pick<Card, "id" | "flags">) {
    const { id } = card;
    const at = uptime();
    const isDouble = this.#clicked.id === id && at - this.#clicked.at < BOUNCE_MS;
    this.#clicked = { id, at };
    if (!isDouble) this.press(card);
  }
  press(card: Pick<Card, "id" | "flags"> | undefined = this.app.focus) {
    if (!card) return;
    const { id, flags } = card;
    if (flags.taken_up && this.#known !== id) this.app.tell(this.app.words.countsAlready);
    else void SET_FLAG.taken_up(this.app, id, !flags.taken_up);
    this.#known = id;
  }
}
