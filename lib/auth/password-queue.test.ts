import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { inTurn, type Line } from "./password-queue";

const AT_ONCE = Math.max(1, availableParallelism() - 1);

/** Work that ends when told; `begun` and `running` tell what the queue let through. */
function givenWork() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const start = (line: Line, name: string) =>
    inTurn(line, async () => {
      begun.push(name);
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
    });
  const endAll = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      ends.shift()?.();
      // The next one is let in by the microtasks of the one that ended.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { begun, start, endAll, most: () => most };
}

test("few run at once, a full line refuses at once, and the known go first", async () => {
  const work = givenWork();
  const busy = Array.from({ length: AT_ONCE }, (_, i) => work.start("stranger", `busy ${i}`));
  const strangers = Array.from({ length: 40 }, (_, i) => work.start("stranger", `stranger ${i}`));
  const known = work.start("known", "known");
  const settled = Promise.allSettled(strangers);
  await work.endAll(AT_ONCE + 33);
  await Promise.all([...busy, known]);
  const refused = (await settled).filter((one) => one.status === "rejected");
  expect(refused).toHaveLength(8);
  expect(refused[0]?.reason).toMatchObject({ code: "unavailable", retryAfterSeconds: 2 });
  expect(work.begun[AT_ONCE]).toBe("known");
  expect(work.most()).toBe(AT_ONCE);
});

test("work that fails gives its place to the next", async () => {
  for (let i = 0; i < 3; i++)
    await expect(inTurn("known", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await inTurn("known", async () => "done")).toBe("done");
});
