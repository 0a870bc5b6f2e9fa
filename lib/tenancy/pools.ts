import "server-only";
import { appRoleUrl } from "@/db/app-role";
import { createPool, type Sql } from "@/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { once } from "@/lib/process";

type Pools = { write: Sql; read: Sql };
const held = once("pools", () => ({ open: null as Pools | null }));

function openPools(): Pools {
  const { DATABASE_URL, DATABASE_READ_URL, DATABASE_APP_ROLE } = env();
  if (!DATABASE_URL)
    throw new AppError("unavailable", "DATABASE_URL is not set and no embedded database was started.");
  const write = createPool(appRoleUrl(DATABASE_URL, DATABASE_APP_ROLE), {
    max: 16,
    applicationName: "swiftchart",
  });
  const read = DATABASE_READ_URL
    ? createPool(appRoleUrl(DATABASE_READ_URL, DATABASE_APP_ROLE), {
        max: 16,
        applicationName: "swiftchart-read",
      })
    : write;
  return { write, read };
}

function pools(): Pools {
  held.open ??= openPools();
  return held.open;
}

/** The pool of the primary, as the role that owns nothing. */
export function writePool(): Sql {
  return pools().write;
}

/** The pool of the read replica when there is one, else the primary's. */
export function readPool(): Sql {
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
export function usePools(write: Sql, read: Sql = write): void {
  held.open = { write, read };
}
