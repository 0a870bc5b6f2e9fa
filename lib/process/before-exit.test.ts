import { expect, test } from "vitest";
import { beforeExit, runBeforeExit } from "./before-exit";

test("everything that was asked for is done before the end, though one of it fails", async () => {
  const done: string[] = [];
  beforeExit(async () => void done.push("first"));
  beforeExit(() => Promise.reject(new Error("broken")));
  beforeExit(async () => void done.push("last"));
  await runBeforeExit();
  expect(done).toEqual(["first", "last"]);
});
