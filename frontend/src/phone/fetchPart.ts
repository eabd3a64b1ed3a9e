import type { Phone } from "./phone.svelte";

/**
 * Fetch a part of the page, again and again until it is loaded. Where it fails though the server is connected, the page
 * is reloaded: if the server has a new build, unless unsent texts would be lost; otherwise once, since the browser may
 * remember the failure, and not while there is a draft or an unanswered command. If that does not help, the phone shows
 * that it is `incomplete`.
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
