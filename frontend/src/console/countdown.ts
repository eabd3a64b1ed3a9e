import type { ConsoleState } from "./console.svelte";

/** Starting, pausing and resetting the step's countdown. */
export class Countdown {
  constructor(private readonly app: Pick<ConsoleState, "ask" | "secondPress" | "step" | "timer">) {}

  /** Start or pause it; starting it again once it is over takes two presses. */
  toggle() {
    const phase = this.app.timer?.phase;
    const isRunning = phase === "running" || phase === "swap";
    if (phase === "over" && !this.app.secondPress.press(this.press("start"))) return;
    void this.app.ask(isRunning ? "pause_timer" : "start_timer");
  }
  /** Reset it: the room sees that and undo cannot bring the time back, so it takes two presses. */
  restart() {
    if (this.app.timer?.phase !== "idle" && this.app.secondPress.press(this.press("restart")))
      void this.app.ask("restart_timer");
  }
  /** The name of a press on it, for `secondPress`. */
  press(control: "start" | "restart"): string {
    const { step, timer } = this.app;
    return [control, step?.step, timer?.turn, timer?.phase].join(" ");
  }
}
