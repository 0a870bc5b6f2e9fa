import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { aBundle, aClaim, aPatient, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const COMMAND_MS_MAX = 60_000;

type Ran = { exitCode: number; stdout: string; stderr: string };

async function runImport(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const folder = await givenFiles({});
  const script = path.resolve(import.meta.dirname, "import.ts");
  const command = ["--conditions=react-server", "--import", "tsx", script, ...args];
  const surroundings = { ...process.env, DATABASE_URL: database().ownerUrl, DATA_DIR: folder, ...env };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { env: surroundings }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

test("all accepted is 0, some rejected 2, and --json prints the report and nothing else on stdout", {
  timeout: COMMAND_MS_MAX,
}, async () => {
  const patient = aPatient();
  const folder = await givenFiles({
    "a.json": aBundle("transaction", [patient, aClaim(`urn:uuid:${patient.id}`)]),
    "b.json": "{",
  });
  const good = await runImport(["--json", path.join(folder, "a.json")]);
  const mixed = await runImport(["--tenant", "demo", "--json", folder]);
  expect([good.exitCode, mixed.exitCode]).toEqual([0, 2]);
  expect(JSON.parse(good.stdout)).toMatchObject({
    resources: {
      Claim: { created: 1, updated: 0, unchanged: 0, rejected: 0 },
      Patient: { created: 1, updated: 0, unchanged: 0, rejected: 0 },
    },
    rejected: [],
    unresolved: [],
    seconds: expect.any(Number),
  });
  expect(JSON.parse(mixed.stdout)).toMatchObject({
    resources: { Patient: { created: 0, updated: 0, unchanged: 1, rejected: 0 } },
    rejected: [
      {
        file: path.join(folder, "b.json"),
        index: null,
        resourceType: null,
        id: null,
        reason: expect.stringContaining("not JSON"),
      },
    ],
  });
});

test("a person gets a table and the reasons", { timeout: COMMAND_MS_MAX }, async () => {
  const folder = await givenFiles({
    "a.json": aBundle("collection", [aPatient(), aPatient({ gender: "M" })]),
  });
  const { stdout, exitCode } = await runImport([folder]);
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(/created +updated +unchanged +rejected\nPatient +1 +0 +0 +1\n/);
  expect(stdout).toContain("a.json [1] – Patient/");
  expect(stdout).toContain('Unknown code "M" (Patient.gender)');
});

test.each([
  ["no path", [], "Say what to import. Usage: npm run import"],
  ["an unknown option", ["--jsn", "x.json"], "Unknown option '--jsn'. Usage: npm run import"],
  ["an unknown tenant", ["--tenant", "nobody", "x.json"], 'There is no tenant "nobody". Known: demo, other.'],
])("%s is one line and status 1", { timeout: COMMAND_MS_MAX }, async (_what, args, line) => {
  const { exitCode, stdout, stderr } = await runImport(args);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(line);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("a folder that is not there and a database that refuses are status 1", {
  timeout: COMMAND_MS_MAX,
}, async () => {
  const missing = await runImport(["/nowhere/at/all"]);
  const refused = await runImport(["/nowhere/at/all"], {
    DATABASE_URL: "postgresql://nobody:wrong@127.0.0.1:1/none",
  });
  expect([missing.exitCode, refused.exitCode]).toEqual([1, 1]);
  expect(missing.stdout).toContain("/nowhere/at/all – there is no such file or folder");
  expect(refused.stderr.trim()).toBe(
    "swiftchart: database 127.0.0.1:1/none: connect ECONNREFUSED 127.0.0.1:1",
  );
});

test("a connection lost in the middle is 2, with the report of what is in", {
  timeout: COMMAND_MS_MAX,
}, async () => {
  const { owner } = database();
  // The second file's patient ends the session that writes it, as a crash of the server would.
  await owner.unsafe(`
    CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
    CREATE TRIGGER ends BEFORE INSERT ON patient FOR EACH ROW WHEN (NEW.family_name = 'Lost') EXECUTE FUNCTION end_session()`);
  const lost = aPatient({ name: [{ family: "Lost", given: ["Ada"] }] });
  const folder = await givenFiles({
    "a.json": aBundle("collection", [aPatient()]),
    "b.json": aBundle("collection", [lost]),
  });
  const { exitCode, stdout, stderr } = await runImport(["--json", folder]);
  await owner.unsafe("DROP TRIGGER ends ON patient; DROP FUNCTION end_session()");
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    resources: { Patient: { created: 1, updated: 0, unchanged: 0, rejected: 0 } },
    interrupted: expect.stringContaining("The connection to the database was lost"),
  });
  expect(stderr).toContain("swiftchart: The connection to the database was lost");
});

test("npm prints nothing beside a command's answer", { timeout: COMMAND_MS_MAX }, async () => {
  const { stdout } = await promisify(execFile)("npm", ["run", "token", "--", "--email", "nurse@demo.test"], {
    env: { ...process.env, DATABASE_URL: database().ownerUrl, DATA_DIR: await givenFiles({}) },
  });
  expect(stdout).toMatch(/^swc_[\w-]{43}\n$/);
});
