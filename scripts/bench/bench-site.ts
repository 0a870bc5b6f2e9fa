import { join } from "node:path";
import { createToken } from "@/lib/auth";
import { env, resetEnv } from "@/lib/env";
import { readSignIns } from "../demo/sign-ins";
import { say } from "../run-command";
import { scaleTenant } from "../scale/scale-tenant";
import { authSecret } from "../server/auth-secret";
import { ensureBuild } from "../server/ensure-build";
import { databaseAddress } from "../server/web-environment";
import { startWebServer } from "../server/web-server.mjs";
import { type OpenDatabase, withDatabase } from "../with-database";
import { findFreePort } from "./bare-server";
import { hasProcessFiles } from "./read-processes";
import { startProduct } from "./start-product";

const TENANT = "big";
const SMALL_TENANTS = 20;
const SMALL_PATIENTS = 10_000;

export type BenchSite = {
  database: OpenDatabase;
  port: number;
  token: string;
  tenant: string;
  tenantId: string;
  patients: number;
  password: string;
  /** Process ids of what is measured; null where there is none of its own, or they cannot be looked at. */
  processes: { web: () => number | null; supervisor: number | null; database: number | null };
};

type SiteOptions = {
  /** As `npm start` runs it, with the process that keeps the others up. */
  isSupervised?: boolean;
};

/**
 * Runs `fn` against the production build on a database of its own (DATA_DIR/bench, kept for the next run; or DATABASE_URL):
 * one tenant of `patients` generated patients and twenty of ten thousand.
 */
export async function withBenchSite<T>(
  patients: number,
  fn: (site: BenchSite) => Promise<T>,
  options: SiteOptions = {},
): Promise<T> {
  const before = { ...process.env };
  const { DATABASE_URL, DATA_DIR } = env();
  if (!DATABASE_URL) process.env.DATA_DIR = join(DATA_DIR, "bench");
  process.env.LOG_LEVEL = "warn";
  resetEnv();
  try {
    return await withDatabase((database) => serveBench(database, { patients, ...options }, fn));
  } finally {
    // The next bench starts from the same environment as this one.
    process.env = before;
    resetEnv();
  }
}

async function serveBench<T>(
  database: OpenDatabase,
  { patients, isSupervised = false }: SiteOptions & { patients: number },
  fn: (site: BenchSite) => Promise<T>,
): Promise<T> {
  const password = env().DEMO_PASSWORD ?? (await readSignIns(env().DATA_DIR))?.password ?? "";
  const secret = await authSecret();
  process.env.AUTH_SECRET = secret;
  resetEnv();
  await loadTenants(database, patients, password);
  const [tenant] = await database.owner<
    { id: string }[]
  >`SELECT tenant_id AS id FROM tenant WHERE slug = ${TENANT}`;
  await ensureBuild(process.cwd(), new AbortController().signal);
  const port = await findFreePort();
  const token = await createToken(database.owner, {
    tenant: TENANT,
    email: `clinician@${TENANT}.test`,
    days: 1,
  });
  const server = isSupervised ? await startSupervised(database, port) : await startAlone(database, port);
  const processes = { ...server.processes, database: database.embedded?.pid ?? null };
  const tenantId = tenant?.id ?? "";
  try {
    return await fn({ database, port, token, tenant: TENANT, tenantId, patients, password, processes });
  } finally {
    await server.stop();
  }
}

type Serving = { stop: () => Promise<void>; processes: Omit<BenchSite["processes"], "database"> };

function serverEnv(port: number): Record<string, string | undefined> {
  const common = { PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn", NODE_ENV: "production" };
  return { ...process.env, ...common };
}

async function startAlone({ ownerUrl, embedded }: OpenDatabase, port: number): Promise<Serving> {
  const { AUTH_SECRET: secret } = env();
  const server = startWebServer({
    mode: "start",
    host: "127.0.0.1",
    port,
    env: {
      ...serverEnv(port),
      ...databaseAddress(ownerUrl, embedded?.socket ?? null),
      NEXTAUTH_SECRET: secret,
      NEXTAUTH_URL: `http://localhost:${port}`,
    },
  });
  await server.ready.catch(async (error) => {
    await server.stop();
    throw error;
  });
  const web = hasProcessFiles() ? server.pid : null;
  return { stop: server.stop, processes: { web: () => web, supervisor: null } };
}

async function startSupervised({ embedded }: OpenDatabase, port: number): Promise<Serving> {
  const own = { ...serverEnv(port), DEMO: "off" };
  // It finds the embedded server by its DATA_DIR, and keeps it up too.
  if (embedded) Reflect.deleteProperty(own, "DATABASE_URL");
  const { stop, webPid, supervisorPid } = await startProduct(port, own);
  const supervisor = hasProcessFiles() ? supervisorPid : null;
  return { stop, processes: { web: webPid, supervisor } };
}

async function loadTenants({ ownerUrl }: OpenDatabase, patients: number, password: string): Promise<void> {
  const silent = () => {};
  for (let i = 1; i <= SMALL_TENANTS; i++) {
    const slug = `small-${String(i).padStart(2, "0")}`;
    await scaleTenant({ ownerUrl, slug, patients: SMALL_PATIENTS, password, onProgress: silent });
  }
  const onProgress = (done: number, total: number) =>
    say(`${done.toLocaleString("en")} of ${total.toLocaleString("en")} patients`);
  await scaleTenant({ ownerUrl, slug: TENANT, patients, password, onProgress });
}
