/**
 * A throttle: a reactive value that follows another one at most once per `paceMs`, so that it can be read or pointed
 * at. The last value always arrives.
 */
export function paced<T>(read: () => T, paceMs = 1_000): { readonly now: T } {
  let now = $state.raw(read());
  let since = -Infinity;
  $effect(() => {
    const next = read();
    const wait = since + paceMs - performance.now();
    const take = () => {
      now = next;
      since = performance.now();
    };
    if (wait <= 0) return take();
    const later = setTimeout(take, wait);
    return () => clearTimeout(later);
  });
  return {
    get now() {
      return now;
    },
  };
}
