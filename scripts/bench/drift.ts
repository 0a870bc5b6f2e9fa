/** By how much a series strays from its first value at most, as a share of it; 0 for none, null when it has no values to compare. */
export function driftOf(series: readonly (number | null)[]): number | null {
  const values = series.filter((value) => value !== null);
  const [first] = values;
  if (first === undefined || first === 0 || values.length < 2) return null;
  return Math.max(...values.map((value) => Math.abs(value / first - 1)));
}

/** The least of the numbers: what a process holds when its garbage has just been collected. null without any. */
export function least(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length > 0 ? Math.min(...numbers) : null;
}
