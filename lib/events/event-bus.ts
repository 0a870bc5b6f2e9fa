import "server-only";
import { createPool, type Sql } from "@/db/client";
import { once } from "@/lib/process";
import { appDatabaseUrl } from "@/lib/tenancy";
import { EVENT_CHANNEL } from "./append-event";

type Wake = () => void;
type Bus = { listener: Sql | null; isListening: Promise<unknown> | null; wakes: Map<string, Set<Wake>> };

const bus = once<Bus>("events", () => ({ listener: null, isListening: null, wakes: new Map() }));

function wakeAll(): void {
  for (const wakes of bus.wakes.values()) for (const wake of wakes) wake();
}

/** On which migration 0014 tells `tenant/user` whose session, token or role has changed. */
const ACCESS_CHANNEL = "swiftchart_access";
const accessOf = (whose: string): string => `access ${whose}`;

function onAccess(whose: string): void {
  for (const wake of bus.wakes.get(accessOf(whose)) ?? []) wake();
}

function onNotify(text: string): void {
  const { t, s } = JSON.parse(text) as { t: string; s: string };
  for (const wake of bus.wakes.get(`${t}/${s}`) ?? []) wake();
}

/**
 * One connection of the process that only listens. A notification says that there is something new, never what: subscribers
 * read it from the table. After a lost connection all are woken, so that nothing of the meantime is missed.
 */
function listen(): Promise<unknown> {
  bus.listener ??= createPool(appDatabaseUrl(), { max: 1, applicationName: "swiftchart-events" });
  bus.isListening ??= Promise.all([
    bus.listener.listen(EVENT_CHANNEL, onNotify, wakeAll),
    bus.listener.listen(ACCESS_CHANNEL, onAccess),
  ]);
  bus.isListening.catch(() => {
    bus.isListening = null;
  });
  return bus.isListening;
}

/** Calls `wake` whenever a stream may have something new, until the returned function is called. Resolves once it is heard. */
export function onStreamChange(tenantId: string, stream: string, wake: Wake): Promise<() => void> {
  return onNotified(`${tenantId}/${stream}`, wake);
}

/** Calls `wake` whenever what a person may do may have changed: a session locked or ended, a token revoked, another role. */
export function onAccessChange(tenantId: string, userId: string, wake: Wake): Promise<() => void> {
  return onNotified(accessOf(`${tenantId}/${userId}`), wake);
}

async function onNotified(name: string, wake: Wake): Promise<() => void> {
  const wakes = bus.wakes.get(name) ?? new Set();
  bus.wakes.set(name, wakes.add(wake));
  const stop = (): void => {
    wakes.delete(wake);
    if (wakes.size === 0 && bus.wakes.get(name) === wakes) bus.wakes.delete(name);
  };
  try {
    await listen();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

/** Ends the listening connection, for a process that goes on without it: a test's. */
export async function closeEvents(): Promise<void> {
  const { listener } = bus;
  Object.assign(bus, { listener: null, isListening: null });
  await listener?.end({ timeout: 1 });
}
