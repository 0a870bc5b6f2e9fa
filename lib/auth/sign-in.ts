import "server-only";
import { randomUUID } from "node:crypto";
import type { RowOf } from "@/db/schema/columns";
import type { appUser } from "@/db/schema/people";
import { inTenant } from "@/db/transaction";
import { auditAnonymous, countRefusal, toInet } from "@/lib/audit";
import { AppError, toKnown } from "@/lib/errors";
import { log } from "@/lib/observability";
import { type TenantId, writePool } from "@/lib/tenancy";
import type { Caller } from "./caller";
import { type EmailAddress, parseEmailAddress } from "./email-address";
import { knownDeviceId } from "./known-device";
import { networkOf } from "./network";
import { verifyPassword } from "./password";
import { type Budget, forgetFailures, returnAttempt, signInBudgets, takeAttempt } from "./throttle";

export const SESSION_HOURS = 12;

type SignInCaller = Pick<Caller, "requestId" | "ip" | "userAgent"> & {
  /** The request's cookies, for the one that tells a device which signed this person in before. */
  cookies?: string | null;
};
export type SignedIn = { sessionId: string; name: string; emailKey: string };
type UserRow = Pick<RowOf<typeof appUser>, "name" | "email" | "passwordHash"> & {
  tenantId: TenantId;
  userId: string;
};
type Attempt = {
  address: EmailAddress | null;
  user: UserRow | null;
  budgets: Budget[];
  caller: SignInCaller;
};

/**
 * Opens a session for an address and password. Audited whether it succeeds or not; the session, its event and the
 * forgotten failures are one transaction.
 * @throws AppError("wrong_credentials") without saying which of the two was wrong, nor what else went wrong
 * @throws AppError("too_many_requests") after repeated failures
 * @throws AppError("unavailable") when the database is away or too many passwords wait
 */
export async function signIn(
  input: { email: string; password: string },
  caller: SignInCaller,
): Promise<SignedIn> {
  const address = parseEmailAddress(input.email);
  const emailKey = address?.key ?? "";
  const deviceId = knownDeviceId(caller.cookies ?? null, emailKey);
  const budgets = signInBudgets({ emailKey, network: networkOf(caller.ip), deviceId });
  const attempt: Attempt = { address, user: null, budgets, caller };
  try {
    attempt.user = address ? await findUser(address.key) : null;
    await assertRight(attempt, input.password, deviceId !== null);
    return await openSession(attempt);
  } catch (error) {
    throw await refused(attempt, error);
  }
}

async function findUser(emailKey: string): Promise<UserRow | null> {
  const [row] = await writePool()<UserRow[]>`
    SELECT tenant_id AS "tenantId", user_id AS "userId", name, email, password_hash AS "passwordHash"
    FROM auth_find_user(${emailKey})`;
  return row ?? null;
}

async function assertRight(attempt: Attempt, password: string, isKnown: boolean): Promise<void> {
  await takeAttempt(attempt.budgets);
  let isRight = false;
  try {
    isRight = await verifyPassword(
      attempt.user?.passwordHash ?? null,
      password,
      isKnown ? "known" : "stranger",
    );
  } catch (error) {
    if (error instanceof AppError) await returnAttempt(attempt.budgets);
    throw error;
  }
  if (!isRight) throw wrongCredentials();
}

async function openSession({ user, address, budgets, caller }: Attempt): Promise<SignedIn> {
  if (!user || !address) throw wrongCredentials();
  const sessionId = randomUUID();
  await inTenant(writePool(), user.tenantId, async (tx) => {
    const [opened] = await tx<{ is: boolean }[]>`
      SELECT auth_open_session(${user.tenantId}, ${user.userId}, ${sessionId}, ${`${SESSION_HOURS} hours`}::text::interval,
                               ${user.passwordHash}, ${toInet(caller.ip)}::text::inet, ${caller.userAgent ?? null}) AS is`;
    // The password was changed, or its owner deactivated, while it was looked at.
    if (!opened?.is) throw wrongCredentials();
    await auditAnonymous(
      {
        tenantId: user.tenantId,
        action: "session.sign-in",
        outcome: "success",
        actorId: user.userId,
        actor: user.email,
        sessionId,
        requestId: caller.requestId,
        ip: caller.ip,
      },
      tx,
    );
    await forgetFailures(tx, budgets);
  });
  return { sessionId, name: user.name, emailKey: address.key };
}

/** The refusal as the caller sees it, noted. What nobody foresaw answers like a wrong password: it must tell nothing apart. */
async function refused({ user, caller }: Attempt, error: unknown): Promise<AppError> {
  let known = toKnown(error);
  if (!(known instanceof AppError)) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    log.error({ requestId: caller.requestId, name: (error as Error)?.name, code }, "a sign-in failed");
    known = wrongCredentials();
  }
  const { code } = known as AppError;
  const event = {
    tenantId: user?.tenantId ?? null,
    actorId: user?.userId ?? null,
    actor: user?.email ?? "unknown address",
    action: "session.sign-in" as const,
    outcome: "refused" as const,
    ip: caller.ip,
  };
  // A password that was looked at is an event of its own, because the throttle bounds those; all others are counted.
  if (!user || code !== "wrong_credentials") {
    countRefusal({ ...event, detail: { code } });
    return known as AppError;
  }
  try {
    await auditAnonymous({ ...event, requestId: caller.requestId, detail: { code } });
    return known as AppError;
  } catch (failure) {
    const lost = toKnown(failure);
    // Kept and counted until the database takes it.
    countRefusal({ ...event, detail: { code } });
    return lost instanceof AppError ? lost : (known as AppError);
  }
}

function wrongCredentials(): AppError {
  return new AppError("wrong_credentials", "The address or the password is wrong. Check both and try again.");
}
