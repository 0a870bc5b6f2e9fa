import "server-only";
import { once } from "@/lib/process";

const last = once("one at a time", () => new Map<string, Promise<unknown>>());

/** Runs work of one name in this process one after the other, in the order it was asked for; a failure holds up nobody. */
export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const own = (last.get(name) ?? Promise.resolve()).then(work, work);
  last.set(name, own);
  try {
    return await own;
  } finally {
    if (last.get(name) === own) last.delete(name);
  }
}
