/**
 * The same work, done once at a time: while it is under way, another press of its button does not begin it again, and
 * has its outcome.
 */
export function once<Args extends unknown[], Outcome>(
  work: (...args: Args) => Promise<Outcome>,
): (...args: Args) => Promise<Outcome> {
  let underWay: Promise<Outcome> | undefined;
  return (...args) => (underWay ??= work(...args).finally(() => (underWay = undefined)));
}
