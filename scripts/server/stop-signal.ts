const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type StopSignal = {
  signal: AbortSignal;
  /** Resolves when somebody asks the command to stop. */
  asked: Promise<void>;
};

/**
 * Listens for the signals that stop a command. A terminal, npm and a process manager may each deliver one: all after the first
 * are ignored, so that none of them cuts the orderly stop short.
 */
export function listenForStop(): StopSignal {
  const controller = new AbortController();
  const asked = new Promise<void>((resolve) => {
    controller.signal.addEventListener("abort", () => resolve());
  });
  for (const name of SIGNALS) process.on(name, () => controller.abort());
  // The bootstrap process that started us is gone, killed: nobody could stop us any more.
  process.on("disconnect", () => controller.abort());
  process.channel?.unref();
  return { signal: controller.signal, asked };
}
