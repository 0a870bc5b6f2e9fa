import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "./api-client";
import { keepTrying } from "./keep-trying";

const lost = () => new ApiError(0, "offline", "", null);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
  return () => vi.useRealTimers();
});

test("a lost request is sent again, later and later, until it is answered", async () => {
  const sentAt: number[] = [];
  const startedAt = Date.now();
  const ask = () => {
    sentAt.push((Date.now() - startedAt) / 1000);
    return sentAt.length < 8 ? Promise.reject(lost()) : Promise.resolve();
  };
  const { answered } = keepTrying(ask, () => {});
  await vi.advanceTimersByTimeAsync(200_000);
  expect(await answered).toBeNull();
  expect(sentAt).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
});

test("the network's return sends it at once", async () => {
  const tries: number[] = [];
  let isAway = true;
  const { answered } = keepTrying(
    () => (isAway ? Promise.reject(lost()) : Promise.resolve()),
    (count) => tries.push(count),
  );
  await vi.advanceTimersByTimeAsync(20_000);
  isAway = false;
  window.dispatchEvent(new Event("online"));
  expect(await answered).toBeNull();
  expect(tries).toEqual([1, 2, 3, 4, 5]);
});

test("an answer of the server ends it, whatever it says", async () => {
  const refusal = new ApiError(401, "not_signed_in", "", null);
  expect(
    await keepTrying(
      () => Promise.reject(refusal),
      () => {},
    ).answered,
  ).toBe(refusal);
});

test("stopping waits for the request on its way and sends no other", async () => {
  let sent = 0;
  let arrive = () => {};
  const trying = keepTrying(
    () => {
      sent += 1;
      return new Promise((_, reject) => {
        arrive = () => reject(lost());
      });
    },
    () => {},
  );
  const stopped = trying.stop();
  arrive();
  await stopped;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toBe(1);
});
