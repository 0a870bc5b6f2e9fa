import "server-only";

const HELD = Symbol.for("swiftchart.once");
type Holder = { [HELD]?: Map<string, unknown> };

/**
 * The one thing of this `name` in the process, made by whoever asks first. Pages and routes are bundled apart, so a module is
 * loaded more than once: pools, caches, connections, metrics, rate limits and listeners are made here and nowhere else.
 * What may be replaced later is held in an object: `once("pools", () => ({ open: null }))`.
 */
export function once<T>(name: string, make: () => T): T {
  const holder = globalThis as Holder;
  holder[HELD] ??= new Map();
  const held = holder[HELD];
  if (!held.has(name)) held.set(name, make());
  return held.get(name) as T;
}
