import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export type Writer = {
  child: ChildProcess;
  /** Sends a line and resolves with the answer, or with null when the process has ended. */
  ask: (line: string) => Promise<string | null>;
  stop: () => Promise<void>;
};

/** Starts a process that writes through the protocol, on the database of `databaseUrl`, and waits until it is warm. */
export async function startWriter(databaseUrl: string, token: string): Promise<Writer> {
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", join(import.meta.dirname, "writer-child.ts")],
    {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, DATABASE_URL: databaseUrl, TEST_TOKEN: token, LOG_LEVEL: "silent" },
    },
  );
  const lines = createInterface({ input: child.stdout });
  const waiting: ((line: string | null) => void)[] = [];
  lines.on("line", (line) => waiting.shift()?.(line));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => {
    for (const tell of waiting.splice(0)) tell(null);
  });
  const next = (): Promise<string | null> => new Promise((resolve) => waiting.push(resolve));
  const ready = next();
  if ((await ready) !== "ready") throw new Error("The writing process did not start.");
  return {
    child,
    ask: (line) => {
      const answer = next();
      child.stdin.write(`${line}\n`);
      return answer;
    },
    stop: async () => {
      child.stdin.end("end\n");
      await ended;
    },
  };
}
