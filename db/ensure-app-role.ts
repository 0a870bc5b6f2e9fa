import "server-only";
import { appRolePassword, appRoleUrl } from "./app-role";
import { createPool, type Tx } from "./client";
import { scramVerifier } from "./scram-verifier";

type RoleRow = { rolsuper: boolean; rolbypassrls: boolean; rolcanlogin: boolean };

function isLackOfRight(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "42501";
}

async function canSignIn(ownerUrl: string, role: string): Promise<boolean> {
  const sql = createPool(appRoleUrl(ownerUrl, role), {
    max: 1,
    applicationName: "swiftchart-migrate",
    connectTimeoutSeconds: 5,
  });
  try {
    await sql`SELECT 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * Creates the role the application connects as and sets the password that is derived from the owner's.
 * @throws Error in one line that says what to grant when the owner may not, or when row-level security would not bind the role
 */
export async function ensureAppRole(tx: Tx, ownerUrl: string, role: string): Promise<void> {
  const owner = decodeURIComponent(new URL(ownerUrl).username);
  if (role === owner) {
    throw new Error(
      `The role "${role}" is the user of DATABASE_URL: it would own the tables, and row-level security does not bind an owner. ` +
        "Choose another in DATABASE_APP_ROLE.",
    );
  }
  const password = appRolePassword(ownerUrl, role);
  const rights = `LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${password ? `'${scramVerifier(password)}'` : "NULL"}`;
  const [found] = await tx<
    RoleRow[]
  >`SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = ${role}`;
  if (found?.rolsuper || found?.rolbypassrls) {
    throw new Error(
      `The role "${role}" is a superuser or bypasses row-level security. Choose another in DATABASE_APP_ROLE.`,
    );
  }
  try {
    await tx.savepoint(async (step) => {
      if (!found) await step.unsafe(`CREATE ROLE "${role}" ${rights}`);
      else
        await step.unsafe(
          `ALTER ROLE "${role}" LOGIN PASSWORD ${password ? `'${scramVerifier(password)}'` : "NULL"}`,
        );
    });
  } catch (error) {
    if (!isLackOfRight(error)) throw error;
    // A role that an administrator made with the right password is as good.
    if (found && (await canSignIn(ownerUrl, role))) return;
    throw new Error(
      `The database user "${owner}" may not ${found ? "change" : "create"} the role "${role}" that the application connects as. ` +
        `Let an administrator run: ALTER ROLE "${owner}" CREATEROLE;${found ? ` GRANT "${role}" TO "${owner}" WITH ADMIN OPTION;` : ""}`,
    );
  }
}
