import "server-only";
import { inTenant } from "@/db/transaction";
import { writePool } from "@/lib/tenancy";

const NO_TENANT = "00000000-0000-0000-0000-000000000000";
/** Anybody may ask for readiness, and this costs the database some milliseconds. */
const GOOD_FOR_MS = 5_000;
let last: { at: number; has: Promise<boolean> } | undefined;

/**
 * Whether the database's disk takes about a megabyte more. Found out by rows that do not fit in the memory they are given, so that
 * PostgreSQL writes them to a temporary file, which goes with the statement: a small write of its own would go into room that a table has already.
 */
export function hasRoom(): Promise<boolean> {
  if (!last || performance.now() - last.at > GOOD_FOR_MS) last = { at: performance.now(), has: probe() };
  return last.has;
}

async function probe(): Promise<boolean> {
  try {
    await inTenant(
      writePool(),
      NO_TENANT,
      async (tx) => {
        await tx`SELECT set_config('work_mem', '64kB', true)`;
        await tx`SELECT count(*) FROM generate_series(1, 60000)`;
      },
      { kind: "read", isReadOnly: true },
    );
    return true;
  } catch (error) {
    // That the database is away is another check's to find.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return !/^(53100|58)/.test(code);
  }
}
