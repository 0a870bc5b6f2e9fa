export function untilSilent(
  asks: () => Promise<boolean>,
  signal: AbortSignal,
  options?: { beatMs?: number; missesMax?: number },
): Promise<void>;
