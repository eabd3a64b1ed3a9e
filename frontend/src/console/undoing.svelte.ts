import type { Outcome } from "../live/live.svelte";
import type { UndoRow } from "../live/wire";
import type { Card } from "./cards.svelte";
import type { Asked, ConsoleState } from "./console.svelte";
import type { OneByOne } from "./grouping/oneByOne.svelte";
import { heldFor } from "./heldQuestions.svelte";

/** What a command changed is shown at most this long after its answer; some commands leave nothing to undo. */
const SHOWN_MS = 500;
/** After this time a press of undo is forgotten: what it was meant for may no longer be on the screen. */
const FORGOTTEN_MS = 5_000;
const LOOK_MS = 20;

/**
 * Undo and redo on this console. A press undoes what was done last at that time. The server's row of it follows a
 * command's answer, so a press waits for both, and for the presses before it.
 */
export class Undoing {
  /** Resolves once the presses before the next one have been answered. */
  #before: Promise<void> = Promise.resolve();
  /** The last command that was answered, when, and whether the undo row shows it. */
  #answered: { at: number; isShown: () => boolean } | undefined;

  constructor(
    private readonly app: Pick<
      ConsoleState,
      "ask" | "asked" | "cards" | "dialog" | "held" | "step" | "tell" | "toast" | "undoable" | "words"
    > & {
      readonly live: { readonly online: boolean };
      readonly moves: { takeBack: () => boolean };
      readonly grouping: { readonly oneByOne: Pick<OneByOne, "takesBack" | "takeBack" | "returnTo"> };
    },
  ) {}

  /** What undo takes back on this console, in words; undefined if there is nothing. */
  get label(): string | undefined {
    const putOff = this.app.grouping.oneByOne.takesBack;
    if (putOff) return `${this.app.words.wasPutOff} ${this.app.words.quoted(putOff.text)}`;
    return this.app.undoable?.command_id ? this.inWords(this.app.undoable) : undefined;
  }
  /** What undo would take back, in words: what was done, and the question or how many. */
  inWords(row: UndoRow): string {
    const card = this.app.cards.byId(row.question_id);
    return this.#inWords(row, card && !this.app.held.isCovered(card) ? card : undefined);
  }
  /** The same once it is undone: a text that this takes off the board again, and that is covered then, is not quoted. */
  #afterwards(row: UndoRow): string {
    const card = this.app.cards.byId(row.question_id);
    const isTakenOff = row.what === "shown" && card !== undefined && heldFor(card).length > 0;
    return isTakenOff ? this.#inWords(row) : this.inWords(row);
  }
  #inWords({ what, n }: UndoRow, quoted?: Card): string {
    const { words } = this.app;
    const done = what ? (words.doneAs as Partial<Record<string, string>>)[what] : undefined;
    const about = quoted ? words.quoted(quoted.text) : n > 1 ? `(${n})` : "";
    return [done ?? words.doneLast, about].filter(Boolean).join(" ");
  }

  /**
   * Undo the last command of this console. A dialog asks first if that was in an earlier step, or if undoing it would
   * show a hidden text again.
   */
  undo(): Promise<void> {
    const pressed = performance.now();
    const { asked } = this.app;
    return (this.#before = this.#before.then(async () => {
      if (asked.length && !this.app.live.online) return this.app.tell(this.app.words.undoLater);
      while (this.#isAhead(asked)) {
        if (performance.now() - pressed > FORGOTTEN_MS) return this.app.tell(this.app.words.undoLater);
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
      await this.#undoLast();
    }));
  }
  /** Undo a command, and say what was undone; a toast gives its id alone, because it has said what was done. */
  async undoNow(undoes: Pick<UndoRow, "command_id"> | UndoRow) {
    this.app.toast = null;
    const { undone, nothingToUndo } = this.app.words;
    const said = "what" in undoes ? undone(this.#afterwards(undoes)) : "";
    const command_id = undoes.command_id ?? "";
    const done = await this.app.ask("undo", { command_id }, { unknown: nothingToUndo });
    if (done && "question_id" in undoes && undoes.question_id)
      this.app.grouping.oneByOne.returnTo(undoes.question_id);
    if (done && said) this.app.tell(said);
  }
  /** Redo what was undone last, after the presses before; a dialog asks first if that would show a hidden text again. */
  redo(): Promise<void> {
    return (this.#before = this.#before.then(async () => {
      if (this.app.undoable?.redo_shows) this.app.dialog = { kind: "redo" };
      else await this.redoNow();
    }));
  }
  /** Redo, and say so in a toast, in place of the one that still says what was undone. */
  async redoNow() {
    this.app.toast = null;
    const { redone, nothingToRedo } = this.app.words;
    if (await this.app.ask("redo", {}, { unknown: nothingToRedo })) this.app.tell(redone);
  }

  /** A command of this console was answered. */
  answered({ id, command, args }: Asked, outcome: Outcome) {
    if (!("ack" in outcome)) return;
    const isShown = () =>
      command === "undo"
        ? this.app.undoable?.command_id !== args.command_id
        : this.app.undoable?.command_id === (args.batch ?? id);
    this.#answered = { at: performance.now(), isShown };
  }

  /** Whether one of these commands has no answer, or what the last one changed may not be shown yet. */
  #isAhead(asked: readonly Asked[]): boolean {
    if (asked.some((one) => this.app.asked.includes(one))) return true;
    const last = this.#answered;
    return last !== undefined && !last.isShown() && performance.now() - last.at < SHOWN_MS;
  }
  async #undoLast() {
    const { undoable } = this.app;
    if (this.app.moves.takeBack() || this.app.grouping.oneByOne.takeBack()) return;
    if (!undoable?.command_id) this.app.tell(this.app.words.nothingToUndo);
    else if (undoable.shows || undoable.step !== this.app.step?.step)
      this.app.dialog = { kind: "undo", undoes: undoable };
    else await this.undoNow(undoable);
  }
}
