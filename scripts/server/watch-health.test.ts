import { expect, test } from "vitest";
import { untilSilent } from "./watch-health.mjs";

const AT_ONCE = { beatMs: 0 };

/** A server that answers as the list says, and asks that are counted. */
function givenAnswers(answers: readonly boolean[]): { asks: () => Promise<boolean>; asked: () => number } {
  let asked = 0;
  return { asks: async () => answers[asked++] ?? true, asked: () => asked };
}

test("three questions in a row without an answer are silence; one answer between them is not", async () => {
  const { asks, asked } = givenAnswers([false, false, true, false, true, false, false, false, true]);
  await untilSilent(asks, new AbortController().signal, AT_ONCE);
  expect(asked()).toBe(8);
});

test("nobody is asked any more once the server has ended", async () => {
  const ended = new AbortController();
  const { asks, asked } = givenAnswers([false, false, false]);
  const ending = async () => {
    ended.abort();
    return asks();
  };
  const silent = untilSilent(ending, ended.signal, AT_ONCE).then(() => "silent");
  await expect.poll(asked).toBe(1);
  const later = new Promise((resolve) => setImmediate(() => setImmediate(() => resolve("still watching"))));
  expect(await Promise.race([silent, later])).toBe("still watching");
  expect(asked()).toBe(1);
});
