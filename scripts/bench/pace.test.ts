import { expect, test } from "vitest";
import { createPace, runLoad } from "./pace";

test("what is due does not depend on when one looks", () => {
  const pace = createPace(1_000, 100);
  expect([999, 1_000, 1_009, 1_010, 2_000, 3_505].map(pace.due)).toEqual([0, 1, 1, 2, 101, 251]);
  expect([0, 1, 250].map(pace.at)).toEqual([1_000, 1_010, 3_500]);
});

test("the load sends all that is due, in order, and waits for the last answer", async () => {
  const sent: number[] = [];
  let answered = 0;
  await runLoad({
    perSecond: 1_000,
    seconds: 0.05,
    inFlightMax: 100,
    onSkipped: () => {},
    send: async (index, dueMs) => {
      sent.push(index);
      expect(dueMs).toBeLessThanOrEqual(performance.now());
      await new Promise((resolve) => setImmediate(resolve));
      answered++;
    },
  });
  expect(sent).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(answered).toBe(50);
});

test("a server that no longer answers is not sent more than so many; the rest is counted", async () => {
  const waiting: (() => void)[] = [];
  let skipped = 0;
  await runLoad({
    perSecond: 1_000,
    seconds: 0.02,
    inFlightMax: 3,
    onSkipped: () => {
      // The last one lets the answers come, so that the load ends.
      if (++skipped === 17) for (const answer of waiting) answer();
    },
    send: () => new Promise((resolve) => waiting.push(resolve)),
  });
  expect([waiting.length, skipped]).toEqual([3, 17]);
});
