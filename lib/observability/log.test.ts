import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";

const MODULE = join(import.meta.dirname, "log.ts");
const FLAGS = ["--conditions=react-server", "--import", "tsx", "--input-type=module", "-e"];

/** A process that writes `count` lines and then does `last`; what it wrote and how it ended. */
async function logged(count: number, last: string) {
  const code = `
    const { log } = await import(${JSON.stringify(MODULE)});
    process.on("SIGTERM", () => process.exit(0));
    for (let i = 0; i < ${count}; i++) log.info({ i }, "a line");
    ${last}`;
  const child = spawn(process.execPath, [...FLAGS, code], {
    env: { ...process.env, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  await once(child, "close");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { i: number });
}

test.each([
  ["it ends by itself", ""],
  ["it is told to end", "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);"],
  ["it leaves at once", "process.exit(1);"],
  ["nobody catches an error", "throw new Error('a fault');"],
])("no line is lost when %s", async (_, last) => {
  expect((await logged(500, last)).map(({ i }) => i)).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

test("a single line does not wait for others", async () => {
  const first = logged(1, "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 2_000);");
  expect(await Promise.race([first, wait(19_000, "late")])).toEqual([expect.objectContaining({ i: 0 })]);
});
