import "server-only";
import { createPool, type Sql } from "../client";
import { scramVerifier } from "../scram-verifier";
import { ADMIN } from "./create-cluster";
import type { State } from "./state";

/** The role that owns the product's database; the superuser it is not. */
export const OWNER = "swiftchart";
const DATABASE = "swiftchart";
const REPAIRS_MAX = 3;

// What the owner of a database on a managed service has: it makes the application's role and databases for benchmarks,
// sees what the server does and may end a session of the application. CREATEROLE since PostgreSQL 16 reaches only roles it made.
const OWNER_RIGHTS = "LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE CREATEDB";
const OWNER_GRANTS = `GRANT pg_monitor, pg_signal_backend TO ${OWNER}`;
// The text of an error quotes the value that was wrong, which can be a patient's birth date: of the sessions on this database
// only LOG, FATAL and PANIC are kept. The server's own processes (checkpoints, WAL) log their errors as ever.
const QUIET_LOG = `ALTER DATABASE ${DATABASE} SET log_min_messages = 'log'`;

// Until release 0.1 the owner was the superuser itself, which cannot be demoted: it becomes ADMIN, and a new role of the old
// name takes over what it owned. Nobody may rename the role of his own session, hence the third one. What initdb made has ids
// below 16384; what belongs to an extension stays with it.
const DEMOTE_OWNER = (admin: string, owner: string): string => `
  CREATE ROLE swiftchart_demotion SUPERUSER;
  SET LOCAL SESSION AUTHORIZATION swiftchart_demotion;
  ALTER ROLE ${OWNER} RENAME TO ${ADMIN};
  ALTER ROLE ${ADMIN} PASSWORD '${admin}';
  CREATE ROLE ${OWNER} ${OWNER_RIGHTS} PASSWORD '${owner}';
  ${OWNER_GRANTS};
  DO $$
  DECLARE
    admin oid := '${ADMIN}'::regrole;
    step text;
  BEGIN
    FOR step IN
      SELECT format('ALTER DATABASE %I OWNER TO ${OWNER}', datname) FROM pg_database
        WHERE datdba = admin AND NOT datistemplate AND datname <> 'postgres'
      UNION ALL
      SELECT format('GRANT %I TO ${OWNER} WITH ADMIN OPTION', rolname) FROM pg_roles
        WHERE NOT rolsuper AND rolname <> '${OWNER}' AND NOT starts_with(rolname, 'pg_')
      UNION ALL
      SELECT format('ALTER SCHEMA %I OWNER TO ${OWNER}', nspname) FROM pg_namespace
        WHERE nspowner = admin AND NOT starts_with(nspname, 'pg_') AND nspname <> 'information_schema'
      UNION ALL
      SELECT format('ALTER TABLE %s OWNER TO ${OWNER}', c.oid::regclass) FROM pg_class c
        WHERE c.relowner = admin AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.oid >= 16384
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))
      UNION ALL
      SELECT format('ALTER ROUTINE %s OWNER TO ${OWNER}', p.oid::regprocedure) FROM pg_proc p
        WHERE p.proowner = admin AND p.oid >= 16384
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
      UNION ALL
      SELECT format('ALTER TYPE %s OWNER TO ${OWNER}', t.oid::regtype) FROM pg_type t
        WHERE t.typowner = admin AND t.typtype IN ('d', 'e', 'r') AND t.oid >= 16384
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
    LOOP
      EXECUTE step;
    END LOOP;
  END $$;
  RESET SESSION AUTHORIZATION;
  DROP ROLE swiftchart_demotion;`;

async function withConnection<T>(url: string, fn: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = createPool(url, { max: 1, applicationName: "swiftchart-start", connectTimeoutSeconds: 10 });
  try {
    return await fn(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

type Found = "ready" | "loud" | "superuser" | "missing";

/** As what OWNER signs in to `url`. 28P01: no such role or another password; 3D000: no such database. */
async function ownerAt(url: string): Promise<Found> {
  try {
    return await withConnection(url, async (sql) => {
      const [role] = await sql<{ isSuper: boolean; logged: string }[]>`
        SELECT rolsuper AS "isSuper", current_setting('log_min_messages') AS logged FROM pg_roles WHERE rolname = current_user`;
      if (role?.isSuper) return "superuser";
      return role?.logged === "log" ? "ready" : "loud";
    });
  } catch (error) {
    if (["28P01", "3D000"].includes(codeOf(error))) return "missing";
    throw error;
  }
}

function urlOf(role: string, password: string, server: { port: number; database: string }): string {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${server.database}`;
}

/** The owner's URL of the product's database. */
export function ownerUrl(state: State, port: number): string {
  return urlOf(OWNER, state.password, { port, database: DATABASE });
}

async function asAdmin(state: State, port: number, fn: (sql: Sql) => Promise<unknown>): Promise<void> {
  await withConnection(urlOf(ADMIN, state.adminPassword, { port, database: "postgres" }), fn);
}

async function demoteOwner(state: State, port: number, database: string): Promise<void> {
  const statements = DEMOTE_OWNER(scramVerifier(state.adminPassword), scramVerifier(state.password));
  await withConnection(urlOf(OWNER, state.password, { port, database }), (sql) =>
    sql.begin((tx) => tx.unsafe(statements)),
  );
}

async function makeOwner(sql: Sql, state: State): Promise<void> {
  const [role] = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${OWNER}`;
  const password = scramVerifier(state.password);
  if (!role) await sql.unsafe(`CREATE ROLE ${OWNER} ${OWNER_RIGHTS} PASSWORD '${password}'; ${OWNER_GRANTS}`);
  const [database] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`;
  if (!database) await sql.unsafe(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
}

/** What is still to be done after what was found; each is done whole or not at all, so an interrupted start goes on. */
async function repair(found: Found, state: State, port: number): Promise<void> {
  if (found === "superuser") return demoteOwner(state, port, DATABASE);
  if (found === "loud") return asAdmin(state, port, (sql) => sql.unsafe(QUIET_LOG));
  const elsewhere = await ownerAt(urlOf(OWNER, state.password, { port, database: "postgres" }));
  if (elsewhere === "superuser") await demoteOwner(state, port, "postgres");
  await asAdmin(state, port, (sql) => makeOwner(sql, state));
}

/**
 * Makes the product's database and its owner on a fresh server, takes superuser from the owner of an older release, and proves
 * that the server takes our password.
 * @throws Error in one line, without a password, when it refuses
 */
export async function ensureDatabase(
  state: State,
  port: number,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
  try {
    // Asking first would leave refused sign-ins in the log of a server that has no owner yet.
    if (isNew) await asAdmin(state, port, (sql) => makeOwner(sql, state));
    for (let step = 0; ; step++) {
      const found = await ownerAt(ownerUrl(state, port));
      if (found === "ready") return;
      if (step === REPAIRS_MAX) throw new Error(`the role "${OWNER}" stays ${found}`);
      await repair(found, state, port);
    }
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL refuses the connection: ${error instanceof Error ? error.message : error}`,
    );
  }
}
