import { expect, test } from "vitest";
import { createPageLine } from "./page-line";

function givenLine(...bounds: [number, number, number]) {
  const line = createPageLine(...bounds);
  const begun: string[] = [];
  const enter = (name: string, isStranger = false) =>
    line.enter({ isStranger, begin: () => void begun.push(name) });
  return { begun, enter };
}

test("so many pages are made at once, and the next when one is there", () => {
  const { begun, enter } = givenLine(2, 10, 5);
  const [first] = [enter("a"), enter("b"), enter("c")];
  expect(begun).toEqual(["a", "b"]);
  first?.();
  first?.();
  expect(begun).toEqual(["a", "b", "c"]);
});

test("strangers wait behind everybody who names a session, and fewer of them", () => {
  const { begun, enter } = givenLine(1, 2, 1);
  const done = enter("first", true);
  expect([enter("stranger", true), enter("further stranger", true)]).toEqual([expect.any(Function), null]);
  const known = enter("known");
  enter("known too");
  expect(enter("one more")).toBeNull();
  done?.();
  known?.();
  expect(begun).toEqual(["first", "known", "known too"]);
});

test("whoever goes while they wait is not made a page for", () => {
  const { begun, enter } = givenLine(1, 2, 1);
  const done = enter("first");
  enter("gone")?.();
  enter("second");
  done?.();
  expect(begun).toEqual(["first", "second"]);
});
