import "server-only";
import { createPool } from "../client";

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

async function ask(url: string, statement: string): Promise<void> {
  const sql = createPool(url, { max: 1, applicationName: "swiftchart-start", connectTimeoutSeconds: 10 });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * Makes the product's database on a fresh server, and proves that the server takes our password.
 * @throws Error in one line, without the password, when it refuses
 */
export async function ensureDatabase(url: string): Promise<void> {
  try {
    await ask(url, "SELECT 1");
  } catch (error) {
    if (codeOf(error) !== "3D000") {
      throw new Error(
        `The embedded PostgreSQL refuses the connection: ${error instanceof Error ? error.message : error}`,
      );
    }
    const { pathname } = new URL(url);
    const maintenance = new URL(url);
    maintenance.pathname = "/postgres";
    await ask(maintenance.toString(), `CREATE DATABASE "${pathname.slice(1)}"`);
  }
}
