type Follow = {
  /** What is done when an event of that kind was committed. */
  on: Record<string, () => void>;
  /** Events may have passed unheard: those that are gone for good, and those of a time at which nobody looked. */
  onMissed: () => void;
};

const FIRST_PAUSE_MS = 2_000;
const PAUSE_MS_MAX = 60_000;

/**
 * Follows a stream of the server (`/api/…/events`) while the page is looked at: a browser opens six connections to a server and no
 * more, whatever tabs there are. A cut connection is the browser's to mend; one that was refused is asked for again here, after
 * growing pauses. Returns how to end it.
 */
export function followEvents(path: string, { on, onMissed }: Follow): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let isFirst = true;
  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = (): void => {
    close();
    const opened = new EventSource(path);
    source = opened;
    for (const [kind, act] of Object.entries(on)) opened.addEventListener(kind, act);
    opened.addEventListener("reset", onMissed);
    opened.addEventListener(
      "hello",
      () => {
        pauseMs = FIRST_PAUSE_MS;
        if (!isFirst) onMissed();
        isFirst = false;
      },
      { once: true },
    );
    opened.addEventListener("error", () => {
      if (opened.readyState !== EventSource.CLOSED) return;
      isFirst = false;
      timer = setTimeout(open, pauseMs);
      pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
    });
  };
  const look = (): void => {
    if (document.visibilityState === "hidden") close();
    else if (!source) open();
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    close();
  };
}
