import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { log } from "./log";
import { tellCause } from "./tell-cause";

let said: unknown[][];
beforeEach(() => {
  said = [];
  vi.spyOn(log, "error").mockImplementation((...words: unknown[]) => void said.push(words));
});
afterEach(() => vi.restoreAllMocks());

test("a cause is told at once, then once a minute with how often it came meanwhile, each code by itself", () => {
  const full = { code: "53100", reason: "No space left on device" };
  for (const now of [0, 1, 59_999, 60_001]) tellCause("requests are answered with 503", full, now);
  tellCause("requests are answered with 503", { code: "57P01" }, 2);
  expect(said).toEqual([
    [{ ...full, repeated: 0 }, "requests are answered with 503"],
    [{ ...full, repeated: 2 }, "requests are answered with 503"],
    [{ code: "57P01", reason: undefined, repeated: 0 }, "requests are answered with 503"],
  ]);
});

test("a caller who goes away is no cause", () => {
  tellCause("requests are answered with 503", { code: "CALLER_GONE" });
  expect(said).toEqual([]);
});
