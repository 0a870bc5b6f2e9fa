import "server-only";
import { appRoleUrl } from "@/db/app-role";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/**
 * Where the application connects to, as the role that owns nothing.
 * @throws AppError("unavailable") when no database was named or started
 */
export function appDatabaseUrl(): string {
  const { DATABASE_URL, DATABASE_APP_ROLE } = env();
  if (!DATABASE_URL)
    throw new AppError("unavailable", "DATABASE_URL is not set and no embedded database was started.");
  return appRoleUrl(DATABASE_URL, DATABASE_APP_ROLE);
}
