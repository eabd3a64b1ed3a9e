import type { Command } from "../live/wire";
import { uptime } from "../live/servertime";
import type { Card } from "./cards.svelte";
import type { ConsoleState } from "./console.svelte";
import { ARMED_MS, BOUNCE_MS } from "./secondPress.svelte";

const MOVES: readonly Command[] = [
  "enter_step",
  "next_beat",
  "previous_beat",
  "spotlight",
  "clear_spotlight",
  "start_timer",
];
/** Next that is held down for this long arms the next step; a clicker has no other key for leaving a step early. */
const HOLD_MS = 800;

/**
 * Moving through the beats and steps. One press goes to the next beat of a step, or to the one before. Another step
 * takes two presses: the first arms it, which only shows on this console what would come, so that a stray click never
 * moves a hall of phones.
 */
export class Moves {
  #first = $state.raw<{ from: string; to: string; control: string } | null>(null);
  #steady = $state(false);
  /** The step in which Next last changed the question in focus, and the revision of the undo row at that time. */
  #moved: { step: string; undoable: number } | undefined;
  #last = { control: "", at: -BOUNCE_MS };
  // The time of the first press: `setTimeout` stands still while the computer sleeps, so it cannot be relied on alone.
  #armedAt = 0;
  #disarm: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly app: Pick<
      ConsoleState,
      | "step"
      | "sheet"
      | "here"
      | "focus"
      | "walk"
      | "family"
      | "timer"
      | "countsDown"
      | "cards"
      | "undoable"
      | "unanswered"
      | "ask"
      | "askAsRead"
      | "takeBack"
    >,
  ) {}

  /** The step that a second press would enter; null once another console has changed the step or the arc. */
  get armed(): string | null {
    const { step, sheet } = this.app;
    const first = this.#first;
    return first && first.from === step?.step && sheet?.steps.includes(first.to) ? first.to : null;
  }
  /** Whether a second press would count already, that is, after `BOUNCE_MS`. */
  get ready(): boolean {
    return this.#steady && this.armed !== null;
  }
  get following(): string | undefined {
    return this.#beside(1);
  }
  get previous(): string | undefined {
    return this.#beside(-1);
  }
  /** Whether Next starts the step's timer, which has not run yet. */
  get startsClock(): boolean {
    return this.app.countsDown && this.app.timer?.phase === "idle";
  }
  /** Whether Next stays inside the step. */
  get hasBeat(): boolean {
    const { step, here, focus } = this.app;
    if (!step) return false;
    if (this.startsClock || step.beat + 1 < step.beats) return true;
    return here !== undefined && (this.waiting.length > 0 || focus !== undefined);
  }
  /** The ids of the questions of this walk that Next has left, and of the one in focus. */
  get done(): string[] {
    const { walk, focus } = this.app;
    const done = walk?.done ?? [];
    return focus && !done.includes(focus.id) ? [...done, focus.id] : done;
  }
  /** The questions that Next is still to put in focus in this walk, in order. */
  get waiting(): Card[] {
    const { here, cards, walk } = this.app;
    if (!here) return [];
    const left = cards.queue(here.id).filter(({ id, flags }) => !flags.taken_up && !this.done.includes(id));
    return left.slice(0, Math.max(0, (walk?.length ?? Infinity) - this.done.length));
  }

  /** The question that Next puts in focus, numbered as the board numbers it; undefined if there is none. */
  get coming(): { card: Card; nth: number; of: number } | undefined {
    const { here, cards } = this.app;
    const card = this.waiting[0];
    if (!here || !card) return undefined;
    const queue = cards.queue(here.id);
    return { card, nth: queue.findIndex(({ id }) => id === card.id) + 1, of: queue.length };
  }

  /** Moves that the server has not answered; until it does, presses are ignored, as they would be one too many. */
  get unanswered() {
    return this.app.unanswered.filter(({ command }) => MOVES.includes(command));
  }

  next() {
    if (this.armed) this.enter(this.armed, "next");
    else if (!this.hasBeat) {
      if (this.following) this.enter(this.following, "next");
    } else if (this.#isSteady("next")) {
      if (this.startsClock) return void this.app.ask("start_timer");
      const { step, beat, beats } = this.app.step!;
      const question_id = beat + 1 < beats ? null : (this.coming?.card.id ?? null);
      void this.app.ask("next_beat", { was: beat, question_id });
      this.#moved = this.app.focus || question_id ? { step, undoable: this.#undoable } : undefined;
    }
  }
  /**
   * Next by a key or clicker: like the button, but after one press of Back it cancels that press. The button says where
   * a press would go; a clicker is used without looking at the console.
   */
  nextByKey() {
    if (!this.armed || this.#first?.control !== "back") this.next();
    else if (this.#isSteady("next")) this.disarm();
  }
  /** Undo Next by going back, if Next was the last command of this console; returns whether it was. */
  takeBack(): boolean {
    const { step, undoable } = this.#moved ?? {};
    this.#moved = undefined;
    if (step === undefined || step !== this.app.step?.step || undoable !== this.#undoable) return false;
    this.back();
    return true;
  }
  /** Next is still held down: after `HOLD_MS`, arm the next step from any beat. */
  hold() {
    const was = this.app.step?.step;
    if (was && !this.armed && this.following && uptime() - this.#last.at >= HOLD_MS)
      this.#arm(was, this.following, "next");
  }
  /** Go back to the last question that Next left, else to none in focus, else one beat, else to the previous step. */
  back() {
    const { here, cards, focus, walk, step } = this.app;
    const before = here ? cards.lastOf(walk?.done ?? [], here.id) : undefined;
    const inFocus = here && (before || focus);
    if (!inFocus && !step?.beat) {
      if (this.previous) this.enter(this.previous, "back");
      return;
    }
    if (!this.#isSteady("back")) return;
    this.disarm();
    if (!inFocus) void this.app.ask("previous_beat", { was: step!.beat });
    else if (before) void this.app.askAsRead("spotlight", before);
    else void this.app.ask("clear_spotlight");
  }
  /** Arm a step, or enter it if it is armed. `control` is what was pressed: two different ones are never a bounce. */
  enter(step: string, control = step) {
    const was = this.app.step?.step;
    if (was === undefined || step === was || !this.#isSteady(control)) return;
    if (this.armed !== step || uptime() - this.#armedAt > ARMED_MS) return this.#arm(was, step, control);
    this.disarm();
    void this.app.ask("enter_step", { was, to: step });
  }
  /** Forget the first press, and take back the moves that have not been sent yet; whether there was any of these. */
  cancel(): boolean {
    const { armed, unanswered } = this;
    this.disarm();
    this.app.takeBack(unanswered);
    return armed !== null || unanswered.length > 0;
  }
  disarm() {
    clearTimeout(this.#disarm);
    this.#first = null;
    this.#steady = false;
  }

  #arm(from: string, to: string, control: string) {
    clearTimeout(this.#disarm);
    this.#first = { from, to, control };
    this.#armedAt = uptime();
    this.#steady = false;
    setTimeout(() => (this.#steady = this.armed === to), BOUNCE_MS);
    this.#disarm = setTimeout(() => this.disarm(), ARMED_MS);
  }
  #isSteady(control: string): boolean {
    if (this.unanswered.length) return false;
    const at = uptime();
    const { control: before, at: then } = this.#last;
    if (control === before && at - then < BOUNCE_MS) return false;
    this.#last = { control, at };
    if ("vibrate" in navigator) navigator.vibrate(12);
    return true;
  }
  get #undoable(): number {
    return this.app.undoable?.r ?? 0;
  }
  #beside(by: 1 | -1): string | undefined {
    const steps = this.app.sheet?.steps ?? [];
    return steps[steps.indexOf(this.app.step?.step ?? "") + by];
  }
}
