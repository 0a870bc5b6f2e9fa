export type Percentiles = { n: number; p50: number; p95: number; p99: number };

/** The percentiles of times in milliseconds, nearest rank. */
export function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Two decimals: times below that are noise. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Runs `task` for every input, `concurrency` at a time; the time of each in milliseconds, in the order of the inputs. */
export async function timeEach<T>(
  inputs: readonly T[],
  concurrency: number,
  task: (input: T) => Promise<unknown>,
): Promise<number[]> {
  const times = new Array<number>(inputs.length).fill(0);
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < inputs.length; i = next++) {
      const started = performance.now();
      await task(inputs[i] as T);
      times[i] = performance.now() - started;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return times;
}
