/** Shares that add up to 1 as whole percent that add up to 100: what rounding takes goes to the largest remainders. */
export function wholePercents(shares: readonly number[]): number[] {
  const exact = shares.map((share) => share * 100);
  const down = exact.map(Math.floor);
  const missing =
    Math.round(exact.reduce((sum, one) => sum + one, 0)) - down.reduce((sum, one) => sum + one, 0);
  const rest = (n: number) => exact[n]! - down[n]!;
  const first = [...down.keys()].sort((a, b) => rest(b) - rest(a)).slice(0, missing);
  return down.map((percent, n) => percent + (first.includes(n) ? 1 : 0));
}
