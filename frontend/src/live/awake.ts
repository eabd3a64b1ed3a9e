/** Keeping a screen on while its page is shown. Browsers allow it over https and on the computer itself only. */

/**
 * Keep the screen on until what is returned is called. A browser ends it whenever the page is hidden, so it is asked
 * for again when the page is shown. `changed` is told whether the screen is kept on.
 */
export function keepAwake(changed: (kept: boolean) => void = () => undefined): () => void {
  let lock: WakeLockSentinel | undefined;
  let asking = false;
  let over = false;

  async function ask() {
    if (over || lock || asking || document.hidden) return;
    asking = true;
    try {
      const own = await navigator.wakeLock.request("screen");
      if (over) return void own.release();
      own.onrelease = () => {
        lock = undefined;
        changed(false);
      };
      lock = own;
    } catch {
      // Not over http, and not with a battery that runs low.
    } finally {
      asking = false;
    }
    changed(lock !== undefined);
  }
  const shown = () => void ask();

  document.addEventListener("visibilitychange", shown);
  shown();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", shown);
    void lock?.release();
  };
}
