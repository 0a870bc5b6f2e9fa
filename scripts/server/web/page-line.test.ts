import { expect, onTestFinished, test, vi } from "vitest";
import { createPageLine } from "./page-line";

function givenLine(bounds: Parameters<typeof createPageLine>[0]) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const line = createPageLine(bounds);
  const begun: string[] = [];
  const late: string[] = [];
  const enter = (name: string, isStranger = false) =>
    line.enter({ isStranger, begin: () => void begun.push(name), late: () => void late.push(name) });
  return { begun, late, enter };
}

test("so many pages are made at once, and the next when one is there", () => {
  const { begun, enter } = givenLine({ atOnce: 2 });
  const [first] = [enter("a"), enter("b"), enter("c"), enter("d")];
  expect(begun).toEqual(["a", "b"]);
  first?.();
  first?.();
  expect(begun).toEqual(["a", "b", "c"]);
});

test("strangers wait behind everybody who names a session, and fewer of them", () => {
  const { begun, enter } = givenLine({ atOnce: 1, waiting: 2 });
  const done = enter("first", true);
  expect([enter("stranger", true), enter("further stranger", true)]).toEqual([expect.any(Function), null]);
  const known = enter("known");
  enter("known too");
  expect(enter("one more")).toBeNull();
  done?.();
  known?.();
  expect(begun).toEqual(["first", "known", "known too"]);
});

test("strangers never have all the places, however slowly they read", () => {
  const { begun, enter } = givenLine({ atOnce: 4 });
  for (const name of ["a", "b", "c", "d"]) enter(name, true);
  enter("known");
  expect(begun).toEqual(["a", "b", "known"]);
});

test("whoever goes while they wait is not made a page for", () => {
  const { begun, enter } = givenLine({ atOnce: 1 });
  const done = enter("first");
  enter("gone")?.();
  enter("second");
  done?.();
  expect(begun).toEqual(["first", "second"]);
});

test("a page whose client does not read holds its place for a second", () => {
  const { begun, enter } = givenLine({ atOnce: 1, underWayMs: 1_000 });
  const done = enter("unread");
  enter("next");
  vi.advanceTimersByTime(1_000);
  expect(begun).toEqual(["unread", "next"]);
  done?.();
  enter("third");
  expect(begun).toEqual(["unread", "next"]);
});

test("a turn that does not come in time is told, and comes no more", () => {
  const { begun, late, enter } = givenLine({ atOnce: 1, underWayMs: 9_000, waitingMs: 3_000 });
  const done = enter("first");
  enter("second");
  vi.advanceTimersByTime(3_000);
  done?.();
  expect([begun, late]).toEqual([["first"], ["second"]]);
});
