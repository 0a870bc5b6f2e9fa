import { globSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeRefusals } from "@/lib/audit";
import { createToken, ROLES, type Role } from "@/lib/auth";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { ROUTES, type RouteRow, TRIED_ELSEWHERE } from "./route-table";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const APP = join(import.meta.dirname, "..", "..", "app");
type Handlers = Record<
  string,
  (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>
>;

const database = testDatabase();
const tokens = new Map<string, string>();
let patientId = "";

beforeAll(async () => {
  const { owner } = database();
  for (const tenant of ["demo", "other"]) {
    for (const role of ROLES) {
      tokens.set(
        `${tenant} ${role}`,
        await createToken(owner, { tenant, email: `${role}@${tenant}.test`, days: 1 }),
      );
    }
  }
  patientId = (await givenPatient(owner, (await givenContext(owner)).tenant.id, { familyName: "Testperson" }))
    .id;
});

async function load(file: string): Promise<Handlers> {
  return (await import(join(APP, file, "route.ts"))) as Handlers;
}

async function call(row: RouteRow, token: string | null): Promise<Response> {
  const handler = (await load(row.file))[row.method];
  const path = row.file.replace("[patientId]", patientId).replace("[...missing]", "nowhere");
  const headers = new Headers(token ? { Authorization: `Bearer ${token}` } : {});
  if (row.body) headers.set("Content-Type", "application/json");
  if (row.ifMatch) headers.set("If-Match", row.ifMatch);
  const body = row.body ? JSON.stringify(row.body) : undefined;
  const request = new Request(`http://localhost:3000/${path}${row.query ?? ""}`, {
    method: row.method,
    headers,
    body,
  });
  if (!handler) throw new Error(`${row.file} has no ${row.method}`);
  const params: Record<string, string> = row.isOfPatient ? { patientId } : {};
  return handler(request, { params: Promise.resolve(params) });
}

function mayUse(row: RouteRow, role: Role): boolean {
  return row.access === "public" || row.access === "signed-in" || row.access.includes(role);
}

describe("the table of routes", () => {
  test("has every route and method there is, and no other", async () => {
    const files = globSync("**/route.ts", { cwd: APP }).map((path) => path.replace(/\/route\.ts$/, ""));
    const found: string[] = [];
    for (const file of files.filter((path) => !TRIED_ELSEWHERE.includes(path))) {
      const handlers = await load(file);
      found.push(...METHODS.filter((method) => method in handlers).map((method) => `${method} ${file}`));
    }
    expect(found.sort()).toEqual(ROUTES.map((row) => `${row.method} ${row.file}`).sort());
  });
});

const named = (rows: readonly RouteRow[]) => rows.map((row) => [`${row.method} ${row.file}`, row] as const);

describe.each(named(ROUTES))("%s", (_, row) => {
  test("answers those who may and refuses every other role with 403", async () => {
    for (const role of ROLES) {
      const { status } = await call(row, tokens.get(`demo ${role}`) ?? "");
      expect([role, status]).toEqual([role, mayUse(row, role) ? (row.status ?? 200) : 403]);
    }
  });

  test("carries a request id and no shared cache may keep the answer", async () => {
    const response = await call(row, tokens.get("demo admin") ?? "");
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,64}$/);
    expect(response.headers.get("cache-control") ?? "").toMatch(/no-store|private/);
  });
});

describe.each(named(ROUTES.filter((row) => row.access !== "public")))("%s", (_, row) => {
  test("refuses nobody signed in and an unknown token with 401 problem+json", async () => {
    for (const token of [null, "swc_unknown"]) {
      const response = await call(row, token);
      expect(response.status).toBe(401);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(await response.json()).toMatchObject({ code: "not_signed_in", status: 401 });
    }
  });
});

describe.each(named(ROUTES.filter((row) => row.isOfPatient)))("%s", (_, row) => {
  test("answers 404 for another tenant's patient, to every role that may use it", async () => {
    for (const role of ROLES.filter((r) => mayUse(row, r))) {
      const response = await call(row, tokens.get(`other ${role}`) ?? "");
      expect([role, response.status]).toEqual([role, 404]);
      expect(await response.text()).not.toContain("Testperson");
    }
  });
});

describe("the audit trail", () => {
  test("has every refusal of the walk with its reason, and every read with its patient", async () => {
    const { owner } = database();
    await writeRefusals();
    const refused =
      await owner`SELECT DISTINCT detail->>'code' AS code FROM audit_event WHERE outcome = 'refused'`;
    expect(refused.map((row) => row.code)).toEqual(
      expect.arrayContaining(["not_signed_in", "forbidden", "not_found"]),
    );
    const read =
      await owner`SELECT DISTINCT action FROM audit_event WHERE patient_id = ${patientId} AND outcome = 'success'`;
    expect(read.map((row) => row.action).sort()).toEqual([
      "audit.read",
      "patient.balance.read",
      // A change that says what is there already: its answer shows the registration.
      "patient.change",
      "patient.events.read",
      "patient.history.read",
      "patient.ledger.read",
      "patient.read",
      "patient.records.read",
      "patient.summary.read",
    ]);
  });
});
