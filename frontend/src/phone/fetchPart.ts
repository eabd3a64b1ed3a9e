import type { Phone } from "./phone.svelte";

/**
 * Fetch a part of the page, until it is there. Where the server answers and the part does not come, the page is
 * loaded again: when a new build has taken its place, unless words would be lost; otherwise once, since the browser
 * may remember that it failed, and not while something is written or waits to be sent. What goes on failing is said
 * by the phone (`incomplete`).
 */
export async function fetchPart<Part>(phone: Phone, fetch: () => Promise<Part>): Promise<Part> {
  for (let pause = 1_000; ; pause = Math.min(2 * pause, 30_000)) {
    try {
      return await fetch();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random())));
      if (!phone.live.online) continue;
      const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      const { unfinished, forgets, live } = phone;
      const helps = live.rebuilt || visit?.type !== "reload";
      if (helps && !(unfinished && (forgets || !live.rebuilt))) location.reload();
      phone.incomplete = true;
    }
  }
}
