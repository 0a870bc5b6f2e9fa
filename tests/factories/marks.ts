/** One letter with `count` accents, of alternating classes: what takes Unicode's normal forms the longest to put in order. */
export function letterWithMarks(count: number): string {
  return `a${"\u0301\u0316".repeat(count / 2)}`;
}

/** How long `run` takes, in ms. */
export function timeOf(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
