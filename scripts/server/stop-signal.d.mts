export function onOrphaned(fn: () => void): void;
export function listenForStop(): AbortController;
export function untilAborted(signal: AbortSignal): Promise<void>;
