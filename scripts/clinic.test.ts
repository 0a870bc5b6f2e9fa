import { execFile } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const COMMAND_MS_MAX = 60_000;

type Ran = { exitCode: number; stdout: string; stderr: string };

async function clinic(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const folder = await givenFiles({});
  const script = path.resolve(import.meta.dirname, "clinic.ts");
  const command = ["--conditions=react-server", "--import", "tsx", script, ...args];
  const surroundings = { ...process.env, DATABASE_URL: database().ownerUrl, DATA_DIR: folder, ...env };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { env: surroundings }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

const westside = ["--tenant", "westside", "--name", "Westside Clinic", "--email", "bo@westside.example"];

test("prints the link and nothing else on stdout, makes no demo beside it, and refuses what is in use in one line", {
  timeout: COMMAND_MS_MAX,
}, async () => {
  const env = { AUTH_URL: "https://clinic.example/" };
  const made = await clinic([...westside, "--time-zone", "Europe/Berlin", "--currency", "EUR"], env);
  expect([made.exitCode, made.stdout]).toEqual([
    0,
    expect.stringMatching(/^https:\/\/clinic\.example\/set-password#swl_[\w-]{43}\n$/),
  ]);
  const [row] = await database().owner`
    SELECT t.name, t.time_zone, t.currency, u.role, u.status FROM tenant t JOIN app_user u USING (tenant_id) WHERE slug = 'westside'`;
  expect(row).toEqual({
    name: "Westside Clinic",
    time_zone: "Europe/Berlin",
    currency: "EUR",
    role: "admin",
    status: "invited",
  });
  const again = await clinic(westside);
  expect(again).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: 'swiftchart: There is a clinic "westside" already.\n',
  });
  const reset = await clinic(["--reset-link", "--email", "BO@westside.example"], { PORT: "3999" });
  expect(reset.stdout).toMatch(/^http:\/\/localhost:3999\/set-password#swl_[\w-]{43}\n$/);
});

test.each([
  [["--tenant", "x"], /^swiftchart: Say which: --tenant westside/],
  [
    ["--tenant", "X y", "--name", "A", "--email", "a@b.example"],
    /^swiftchart: --tenant: needs lower-case letters/,
  ],
  [["--tenant", "x", "--name", "A", "--email", "nobody"], /^swiftchart: --email: Give an address/],
  [[...westside, "--time-zone", "Mars"], /^swiftchart: --time-zone: Choose a time zone/],
  [["--reset-link", "--email", "nobody@nowhere.example"], /^swiftchart: Nobody has the address/],
])("%j is refused in one line", { timeout: COMMAND_MS_MAX }, async (args, told) => {
  const { exitCode, stdout, stderr } = await clinic(args);
  expect([exitCode, stdout, stderr.trim().split("\n").length]).toEqual([1, "", 1]);
  expect(stderr).toMatch(told);
});
