import "server-only";
import { inTenant } from "@/db/transaction";
import { log } from "@/lib/observability";
import { writePool } from "@/lib/tenancy";
import { IDLE_MINUTES } from "./rules";

/** A session's last activity is exact to this many seconds; more would be a write for every request. */
const GRAIN_SECONDS = 30;

/** Notes that a session is in use, at most every half minute and without holding up the request. */
export function touchSession(tenantId: string, sessionId: string, idleSeconds: number): void {
  if (idleSeconds < GRAIN_SECONDS) return;
  inTenant(
    writePool(),
    tenantId,
    (tx) => tx`
      UPDATE session SET last_active_at = now()
      WHERE tenant_id = ${tenantId} AND id = ${sessionId} AND locked_at IS NULL
        AND last_active_at BETWEEN now() - ${IDLE_MINUTES} * interval '1 minute' AND now() - interval '5 seconds'`,
    { kind: "read", isDurable: false },
  ).catch((error: unknown) =>
    log.warn({ code: (error as { code?: string }).code }, "a session's activity could not be noted"),
  );
}
