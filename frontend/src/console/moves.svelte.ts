import type { Command } from "../live/wire";
import { uptime } from "../live/servertime";
import type { Card } from "./cards.svelte";
import type { ConsoleState } from "./console.svelte";

const MOVES: readonly Command[] = ["enter_step", "next_beat", "spotlight", "clear_spotlight", "start_timer"];
const ARMED_MS = 6_000;
/** A second press within this time is the first one bouncing, or a double click: it counts for nothing. */
const BOUNCE_MS = 400;
/** Next that is held down for so long leaves the step; a clicker has no other key for that. */
const HOLD_MS = 800;

/**
 * Moving the room. One press to the next beat inside a step; into another step it takes two, and the first
 * only shows, on the consoles, what would come: a stray click never moves a hall of phones.
 */
export class Moves {
  #first = $state.raw<{ from: string; to: string } | null>(null);
  #steady = $state(false);
  /** The step in which Next last brought another question, and what undo had been about then. */
  #moved: { step: string; undoable: number } | undefined;
  #last = { control: "", at: -BOUNCE_MS };
  // The timer stands still while the computer sleeps, and the first press is forgotten by then.
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
      | "cards"
      | "undoable"
      | "unanswered"
      | "ask"
      | "askAsRead"
      | "takeBack"
    >,
  ) {}

  /** The step that a second press would enter; none once another console has moved the room, or changed its arc. */
  get armed(): string | null {
    const { step, sheet } = this.app;
    const first = this.#first;
    return first && first.from === step?.step && sheet?.steps.includes(first.to) ? first.to : null;
  }
  /** The second press counts from now on. */
  get ready(): boolean {
    return this.#steady && this.armed !== null;
  }
  get following(): string | undefined {
    return this.#beside(1);
  }
  get previous(): string | undefined {
    return this.#beside(-1);
  }
  /** Whether Next starts the clock of the exercise, which has not run yet. */
  get startsClock(): boolean {
    return this.app.family === "buzz" && this.app.timer?.phase === "idle";
  }
  /** Whether Next stays inside the step. */
  get hasBeat(): boolean {
    const { step, here, focus } = this.app;
    if (!step) return false;
    if (this.startsClock || step.beat + 1 < step.beats) return true;
    return here !== undefined && (this.waiting.length > 0 || focus !== undefined);
  }
  /** Those that the room went on from in this walk, and the one in focus. */
  get done(): string[] {
    const { walk, focus } = this.app;
    const done = walk?.done ?? [];
    return focus && !done.includes(focus.id) ? [...done, focus.id] : done;
  }
  /** The questions that Next shows in this walk, one after the other. */
  get waiting(): Card[] {
    const { here, cards, walk } = this.app;
    if (!here) return [];
    const left = cards.queue(here.id).filter(({ id, flags }) => !flags.taken_up && !this.done.includes(id));
    return left.slice(0, Math.max(0, (walk?.length ?? Infinity) - this.done.length));
  }

  /** The moves that the server keeps waiting; until it has answered, another press would be one too many. */
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
      const question_id = beat + 1 < beats ? null : (this.waiting[0]?.id ?? null);
      void this.app.ask("next_beat", { was: beat, question_id });
      this.#moved = this.app.focus || question_id ? { step, undoable: this.#undoable } : undefined;
    }
  }
  /** Take Next back, if that was the last that was done on this console; whether it was. */
  takeBack(): boolean {
    const { step, undoable } = this.#moved ?? {};
    this.#moved = undefined;
    if (step === undefined || step !== this.app.step?.step || undoable !== this.#undoable) return false;
    this.back();
    return true;
  }
  /** Next is still held down: it shows the step that another press would enter, from any beat. */
  hold() {
    const was = this.app.step?.step;
    if (was && !this.armed && this.following && uptime() - this.#last.at >= HOLD_MS)
      this.#arm(was, this.following);
  }
  /** The question that the room went on from last, then none, then the step before this one. */
  back() {
    const { here, cards, focus, walk } = this.app;
    const before = here ? cards.lastOf(walk?.done ?? [], here.id) : undefined;
    if (here && (before || focus)) {
      if (!this.#isSteady("back")) return;
      this.disarm();
      if (before) void this.app.askAsRead("spotlight", before);
      else void this.app.ask("clear_spotlight");
    } else if (this.previous) this.enter(this.previous, "back");
  }
  /** `control` is what was pressed: two presses of two things are never one that bounced. */
  enter(step: string, control = step) {
    const was = this.app.step?.step;
    if (was === undefined || step === was || !this.#isSteady(control)) return;
    if (this.armed !== step || uptime() - this.#armedAt > ARMED_MS) return this.#arm(was, step);
    this.disarm();
    void this.app.ask("enter_step", { was, to: step });
  }
  /** Forget the first press, and the moves that have not left this computer yet. */
  cancel() {
    this.disarm();
    this.app.takeBack(this.unanswered);
  }
  disarm() {
    clearTimeout(this.#disarm);
    this.#first = null;
    this.#steady = false;
  }

  #arm(from: string, to: string) {
    clearTimeout(this.#disarm);
    this.#first = { from, to };
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
