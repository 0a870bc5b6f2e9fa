import "server-only";
import { type Caller, identify, type Permission } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { type Following, followStream, type StreamItem } from "@/lib/events";
import { once } from "@/lib/process";
import type { Ctx } from "@/lib/tenancy";
import { callerOf } from "./request-facts";
import { type Handler, route } from "./route";

type StreamSpec = {
  /** As in the contract: `GET /api/patients/:id/events`. */
  name: string;
  permission: Permission;
  /** The stream's name, once it is sure that the caller may follow it. */
  streamOf: (ctx: Ctx, params: Record<string, string>) => Promise<string>;
};

/** Proxies drop a connection that says nothing; a session that has ended must not go on hearing. */
const HEARTBEAT_MS = 15_000;
const STREAMS_PER_PERSON = 40;
/** A reader that takes nothing while this much waits is let go; it comes back and is told what it missed. */
const WAITING_BYTES_MAX = 64 * 1024;
const SEQ = /^\d{1,18}$/;

type Open = { perPerson: Map<string, number>; stops: Set<AbortController> };
const open = once<Open>("streams", () => ({ perPerson: new Map(), stops: new Set() }));

/**
 * Builds a route that tells the events of a stream as they are committed (server-sent events). `Last-Event-ID` or `?after=` goes
 * on after that number; without one only new events come. Ends when the session does.
 */
export function stream(spec: StreamSpec): Handler {
  return route({ name: spec.name, permission: spec.permission }, async (ctx, { params, request }) => {
    const after = afterOf(request);
    const name = await spec.streamOf(ctx, params);
    const person = `${ctx.tenant.id}/${ctx.actor.id}`;
    const others = open.perPerson.get(person) ?? 0;
    if (others >= STREAMS_PER_PERSON) {
      throw new AppError(
        "too_many_requests",
        "Too many screens of this account listen already. Close some.",
        {
          retryAfterSeconds: 30,
        },
      );
    }
    const stop = new AbortController();
    request.signal.addEventListener("abort", () => stop.abort(), { once: true });
    if (request.signal.aborted) stop.abort();
    const onEnd = (): void => {
      open.stops.delete(stop);
      const left = (open.perPerson.get(person) ?? 1) - 1;
      if (left > 0) open.perPerson.set(person, left);
      else open.perPerson.delete(person);
    };
    open.perPerson.set(person, others + 1);
    open.stops.add(stop);
    const following = await followStream(ctx.tenant.id, name, { after, signal: stop.signal }).catch(
      (error) => {
        onEnd();
        throw error;
      },
    );
    const isStillWelcome = (): Promise<boolean> => mayGoOn(request.headers, spec.permission);
    const body = toBody(following, { stop, isStillWelcome, onEnd });
    return new Response(body, {
      headers: {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
      },
    });
  });
}

/** Ends every stream of this process; each reader comes back to another one, or to this one's successor. */
export function endStreams(): void {
  for (const stop of open.stops) stop.abort();
}

function afterOf(request: Request): string | null {
  const given = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after");
  if (given === null || given === "") return null;
  if (!SEQ.test(given))
    throw new AppError("malformed_request", "Last-Event-ID needs the number of an event.");
  return given;
}

async function mayGoOn(headers: Headers, permission: Permission): Promise<boolean> {
  const caller: Caller = { ...callerOf(headers), isBackground: true };
  try {
    return (await identify(headers, caller)).permissions.has(permission);
  } catch (error) {
    // A lost database says nothing about the session.
    return !(error instanceof AppError && error.status < 500);
  }
}

type Life = { stop: AbortController; isStillWelcome: () => Promise<boolean>; onEnd: () => void };

function toBody(
  { seq, items }: Following,
  { stop, isStillWelcome, onEnd }: Life,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  const end = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    clearInterval(timer);
    onEnd();
    try {
      controller.close();
    } catch {
      // The reader has gone already.
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const say = (text: string): void => {
          if (stop.signal.aborted) return;
          const bytes = encoder.encode(text);
          if ((controller.desiredSize ?? 0) < bytes.length) stop.abort();
          else controller.enqueue(bytes);
        };
        // From here on a reader knows its place, even when the connection is cut before the first event.
        say(`retry: 1000\nid: ${seq}\nevent: hello\ndata: {}\n\n`);
        timer = setInterval(() => {
          isStillWelcome().then(
            (may) => (may ? say(": here\n\n") : stop.abort()),
            () => {},
          );
        }, HEARTBEAT_MS);
        const pump = async (): Promise<void> => {
          for await (const item of items) say(toText(item));
        };
        // A failed read ends the stream; the browser asks again from where it was.
        pump().then(
          () => end(controller),
          () => end(controller),
        );
      },
      cancel() {
        stop.abort();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES_MAX }),
  );
}

function toText(item: StreamItem): string {
  if (item.is === "reset") return `id: ${item.seq}\nevent: reset\ndata: {}\n\n`;
  const { seq, kind, payload } = item.event;
  return `id: ${seq}\nevent: ${kind}\ndata: ${payload}\n\n`;
}
