import "server-only";
import { appRoleUrl } from "@/db/app-role";
import { openPool, type Pool } from "@/db/pool";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/observability";
import { once } from "@/lib/process";

type Pools = { write: Pool; read: Pool };
const held = once("pools", () => ({ open: null as Pools | null }));

const CONNECTIONS_MAX = 16;

function openPools(): Pools {
  const { DATABASE_URL, DATABASE_READ_URL, DATABASE_SOCKET, DATABASE_APP_ROLE } = env();
  if (!DATABASE_URL)
    throw new AppError("unavailable", "DATABASE_URL is not set and no embedded database was started.");
  const open = (url: string, applicationName: string, socketPath?: string): Pool =>
    openPool(appRoleUrl(url, DATABASE_APP_ROLE), {
      max: CONNECTIONS_MAX,
      applicationName,
      socketPath,
      onDown: (code) => log.error({ code, pool: applicationName }, "the database cannot be reached"),
      onUp: () => log.info({ pool: applicationName }, "the database is back"),
    });
  const write = open(DATABASE_URL, "swiftchart", DATABASE_SOCKET);
  const read = DATABASE_READ_URL ? open(DATABASE_READ_URL, "swiftchart-read") : write;
  return { write, read };
}

function pools(): Pools {
  held.open ??= openPools();
  return held.open;
}

/** The pool of the primary, as the role that owns nothing. A statement outside a transaction can read only. */
export function writePool(): Pool {
  return pools().write;
}

/** The pool of the read replica when there is one, else the primary's. */
export function readPool(): Pool {
  return pools().read;
}

/** Closes both pools; the next use opens them again. */
export async function closePools(): Promise<void> {
  const { open } = held;
  held.open = null;
  if (!open) return;
  await Promise.all([...new Set([open.write, open.read])].map((pool) => pool.end({ timeout: 5 })));
}

/** Uses the given pools instead of those of the environment (tests, commands). */
export function usePools(write: Pool, read: Pool = write): void {
  held.open = { write, read };
}
