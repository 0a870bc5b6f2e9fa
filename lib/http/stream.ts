import "server-only";
import type { AuditAction } from "@/lib/audit";
import { type Caller, identify, type Permission } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { type Following, followStream, onAccessChange, type StreamItem } from "@/lib/events";
import { once } from "@/lib/process";
import { type Ctx, isUuid } from "@/lib/tenancy";
import { noteListening } from "./note-listening";
import { callerOf } from "./request-facts";
import { type Handler, route } from "./route";

type StreamSpec = {
  /** As in the contract: `GET /api/patients/:id/events`. */
  name: string;
  permission: Permission;
  /** What the trail says of whoever listens; see noteListening. */
  action: AuditAction;
  /** The stream's name, once it is sure that the caller may follow it. */
  streamOf: (ctx: Ctx, params: Record<string, string>) => Promise<string>;
};

/** Proxies drop a connection that says nothing; a session that has locked by itself, which nobody tells, is noticed by this too. */
const HEARTBEAT_MS = 15_000;
const STREAMS_PER_PERSON = 40;
/** A reader that takes nothing while this much waits is let go; it comes back and is told what it missed. */
const WAITING_BYTES_MAX = 64 * 1024;
const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store",
  "X-Accel-Buffering": "no",
};
const SEQ = /^\d{1,18}$/;

type Open = { perPerson: Map<string, number>; stops: Set<AbortController> };
const open = once<Open>("streams", () => ({ perPerson: new Map(), stops: new Set() }));

/**
 * Builds a route that tells the events of a stream as they are committed (server-sent events). `Last-Event-ID` or `?after=` goes
 * on after that number; without one only new events come. Ends at once when the session ends or locks, the token is revoked or the
 * role may no more; listening is no use of a session that would keep it from locking. Audited when it is opened.
 */
export function stream(spec: StreamSpec): Handler {
  const { name, permission, action } = spec;
  return route({ name, permission, isBackground: true }, async (ctx, { params, request }) => {
    const after = afterOf(request);
    const followed = await spec.streamOf(ctx, params);
    if (request.method === "HEAD") return new Response(null, { headers: HEADERS });
    const { stop, onEnd } = openFor(ctx, request.signal);
    const isStillWelcome = (): Promise<boolean> => mayGoOn(request.headers, permission);
    const look = (): void => {
      void isStillWelcome().then((may) => may || stop.abort());
    };
    try {
      const patientId = params.patientId && isUuid(params.patientId) ? params.patientId : undefined;
      await noteListening(ctx, { action, stream: followed, patientId });
      const forget = await onAccessChange(ctx.tenant.id, ctx.actor.id ?? "", look);
      stop.signal.addEventListener("abort", forget, { once: true });
      if (stop.signal.aborted) forget();
      const following = await followStream(ctx.tenant.id, followed, { after, signal: stop.signal });
      return new Response(toBody(following, { stop, isStillWelcome, onEnd }), { headers: HEADERS });
    } catch (error) {
      stop.abort();
      onEnd();
      throw error;
    }
  });
}

/**
 * Counts one more stream of the caller, until `onEnd`.
 * @throws AppError("too_many_requests")
 */
function openFor(ctx: Ctx, signal: AbortSignal): Pick<Life, "stop" | "onEnd"> {
  const person = `${ctx.tenant.id}/${ctx.actor.id}`;
  const others = open.perPerson.get(person) ?? 0;
  if (others >= STREAMS_PER_PERSON) {
    throw new AppError("too_many_requests", "Too many screens of this account listen already. Close some.", {
      retryAfterSeconds: 30,
    });
  }
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort(), { once: true });
  if (signal.aborted) stop.abort();
  open.perPerson.set(person, others + 1);
  open.stops.add(stop);
  const onEnd = (): void => {
    if (!open.stops.delete(stop)) return;
    const left = (open.perPerson.get(person) ?? 1) - 1;
    if (left > 0) open.perPerson.set(person, left);
    else open.perPerson.delete(person);
  };
  return { stop, onEnd };
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
    stop.abort();
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
          for await (const item of items) {
            // Whatever became of the session meanwhile: the database knows, on every process.
            if (!(await isStillWelcome())) return;
            say(toText(item));
          }
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
