import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("window", new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function givenLateCode(load: () => Promise<string>) {
  const { lateCode } = await import("./late-code");
  return lateCode(load);
}

test("code is fetched at the first sign of somebody, and once", async () => {
  const load = vi.fn(async () => "code");
  const code = await givenLateCode(load);
  code.fetchAtFirstSign();
  expect(load).not.toHaveBeenCalled();
  window.dispatchEvent(new Event("pointermove"));
  window.dispatchEvent(new Event("keydown"));
  code.fetch();
  expect(load).toHaveBeenCalledTimes(1);
});

test("what begins while somebody is there is fetched at once", async () => {
  const first = await givenLateCode(async () => "first");
  first.fetchAtFirstSign();
  window.dispatchEvent(new Event("input"));
  const load = vi.fn(async () => "second");
  const { lateCode } = await import("./late-code");
  lateCode(load).fetchAtFirstSign();
  expect(load).toHaveBeenCalledTimes(1);
});

test("without a network it is asked for again until it comes", async () => {
  vi.useFakeTimers();
  const load = vi.fn(async () => "code");
  load.mockRejectedValueOnce(new Error("offline")).mockRejectedValueOnce(new Error("offline"));
  const code = await givenLateCode(load);
  code.fetch();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(load).toHaveBeenCalledTimes(3);
});
