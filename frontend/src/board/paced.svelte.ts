const PACE_MS = 1_000;

/** A value that is taken over at most once a second, so that live figures can be read; the last one always arrives. */
export function paced<T>(read: () => T): { readonly now: T } {
  let now = $state.raw(read());
  let since = -Infinity;
  $effect(() => {
    const next = read();
    const wait = since + PACE_MS - performance.now();
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
