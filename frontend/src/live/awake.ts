/** The screen wake lock of a page. Browsers grant it over HTTPS and on localhost only. */

/**
 * Keep the screen on until the returned function is called. A browser releases the lock whenever the page is hidden,
 * so it is requested again when the page is shown. `changed` is called with whether the screen is kept on.
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
      // Over plain HTTP there is no wake lock, and a browser may refuse it when the battery is low.
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
