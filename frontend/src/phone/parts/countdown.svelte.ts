import type { Phone } from "../phone.svelte";

/** The time left on the step's clock, by the server's. Made while a component is, because it has effects. */
export class Countdown {
  #now = $state(0);
  timer = $derived.by(() => this.phone().timer);
  phase = $derived(this.timer?.phase ?? "idle");
  ms = $derived.by(() => {
    if (!this.timer || this.phase === "over") return 0;
    const { ends_at_ms, left_ms } = this.timer;
    return Math.max(0, ends_at_ms === null ? left_ms : ends_at_ms - this.#now);
  });
  seconds = $derived(Math.ceil(this.ms / 1000));

  constructor(private readonly phone: () => Phone) {
    $effect(() => {
      if (!this.timer || this.timer.ends_at_ms === null) return;
      const tick = () => (this.#now = phone().live.now());
      tick();
      const clock = setInterval(tick, 100);
      return () => clearInterval(clock);
    });
    let before = "";
    $effect(() => {
      // A browser lets a page vibrate only once it has been touched.
      const began = before && this.phase !== before && (this.phase === "swap" || this.phase === "over");
      before = this.phase;
      if (began && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
    });
  }
}
