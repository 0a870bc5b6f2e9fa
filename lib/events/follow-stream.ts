import "server-only";
import { onStreamChange } from "./event-bus";
import { readEvents, readStreamState, type StoredEvent } from "./read-events";

/** What a subscriber is told: an event, or that some are gone for good and everything is to be read anew. */
export type StreamItem = { is: "event"; event: StoredEvent } | { is: "reset"; seq: string };

/** Something to await that can be told before anybody waits. */
class Bell {
  private isRung = false;
  private ring: (() => void) | null = null;

  wake = (): void => {
    this.isRung = true;
    this.ring?.();
  };

  async heard(): Promise<void> {
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        this.ring = resolve;
      });
    }
    this.ring = null;
    this.isRung = false;
  }
}

export type Following = {
  /** Where it begins: told to the subscriber, so that a connection cut before the first event loses nothing. */
  seq: string;
  items: AsyncGenerator<StreamItem>;
};

/**
 * The events of a stream after `after` (null: only what is committed from now on), in order and without a gap, until `signal` is
 * aborted. Resolves once it listens. A number that is older than what is kept, or was never given out, yields a reset first.
 */
export async function followStream(
  tenantId: string,
  stream: string,
  { after, signal }: { after: string | null; signal: AbortSignal },
): Promise<Following> {
  const bell = new Bell();
  signal.addEventListener("abort", bell.wake, { once: true });
  // Heard before the first look, so that nothing falls between the two.
  const stop = await onStreamChange(tenantId, stream, bell.wake);
  try {
    const state = await readStreamState(tenantId, stream);
    const last = BigInt(state.lastSeq);
    const seen = after === null ? last : BigInt(after);
    const isGone = seen < last && (state.firstKept === null || BigInt(state.firstKept) > seen + 1n);
    const isReset = seen > last || isGone;
    const from = isReset ? last : seen;
    const items = readOn({ tenantId, stream, from, isReset, bell, signal, stop });
    return { seq: String(from), items };
  } catch (error) {
    stop();
    throw error;
  }
}

type Place = {
  tenantId: string;
  stream: string;
  from: bigint;
  isReset: boolean;
  bell: Bell;
  signal: AbortSignal;
  stop: () => void;
};

async function* readOn({
  tenantId,
  stream,
  from,
  isReset,
  bell,
  signal,
  stop,
}: Place): AsyncGenerator<StreamItem> {
  try {
    if (isReset) yield { is: "reset", seq: String(from) };
    let seen = from;
    while (!signal.aborted) {
      const events = await readEvents(tenantId, stream, String(seen));
      for (const event of events) {
        yield { is: "event", event };
        seen = BigInt(event.seq);
      }
      if (events.length === 0) await bell.heard();
    }
  } finally {
    stop();
    signal.removeEventListener("abort", bell.wake);
  }
}
