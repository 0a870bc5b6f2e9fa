import { type ChildProcess, spawn } from "node:child_process";

// The suite must not touch what the person at the keyboard works with: none of the product's variables is passed on.
const PRODUCT_VARIABLES = [
  "PORT",
  "HOST",
  "DATABASE_URL",
  "DATABASE_READ_URL",
  "DATABASE_APP_ROLE",
  "REDIS_URL",
  "AUTH_SECRET",
  "AUTH_URL",
  "NEXTAUTH_URL",
  "NEXTAUTH_SECRET",
  "DATA_DIR",
  "DEMO",
  "DEMO_PASSWORD",
  "LOG_LEVEL",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "METRICS_TOKEN",
  "NODE_ENV",
];

const children = new Set<ChildProcess>();

/** The environment of a stage: this process's, without the product's variables, with `over`. */
export function stageEnv(over: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !PRODUCT_VARIABLES.includes(name));
  return { ...Object.fromEntries(kept), ...over } as NodeJS.ProcessEnv;
}

type Run = { code: number | null; output: string };

/** Runs Node on `args`; `isQuiet` keeps its output instead of showing it. */
export async function runChild(
  args: string[],
  options: { env?: Record<string, string>; isQuiet?: boolean } = {},
): Promise<Run> {
  const child = spawn(process.execPath, args, {
    env: stageEnv(options.env),
    stdio: ["ignore", options.isQuiet ? "pipe" : "inherit", options.isQuiet ? "pipe" : "inherit"],
  });
  children.add(child);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (bytes: Buffer) => output.push(bytes));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on("error", reject).on("close", resolve),
  );
  children.delete(child);
  return { code, output: Buffer.concat(output).toString("utf8") };
}

/** Ends the stages that run. */
export function endChildren(): void {
  for (const child of children) child.kill("SIGTERM");
}
