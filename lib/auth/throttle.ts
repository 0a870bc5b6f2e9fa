import "server-only";
import { createHmac } from "node:crypto";
import type { Tx } from "@/db/client";
import { inTenant } from "@/db/transaction";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { NO_TENANT, writePool } from "@/lib/tenancy";

/**
 * Attempts at a password that one subject has: `free` at once, then a wait that doubles from 1 s to `waitSecondsMax`; an
 * hour's rest forgets. A right password starts the subject anew (`isOwn`), or gives it back this one attempt.
 */
export type Budget = { subject: Buffer; free: number; waitSecondsMax: number; isOwn: boolean };

const QUARTER_OF_AN_HOUR = 15 * 60;

function budget(subject: string, free: number, waitSecondsMax: number, isOwn: boolean): Budget {
  // Only keyed hashes reach the database.
  const mac = createHmac("sha256", env().AUTH_SECRET ?? "").update(subject);
  return { subject: mac.digest(), free, waitSecondsMax, isOwn };
}

/**
 * What an attempt to sign in is counted against. A device that signed this person in before has a budget of its own and
 * no other: strangers cannot use it up. Everybody else shares those of the address from this network, of the address, and
 * of the network; the last waits seconds only, because behind a proxy it may be the whole clinic.
 */
export function signInBudgets(who: { emailKey: string; network: string; deviceId: string | null }): Budget[] {
  const { emailKey, network, deviceId } = who;
  if (deviceId) return [budget(`device ${deviceId} ${emailKey}`, 10, QUARTER_OF_AN_HOUR, true)];
  return [
    budget(`address ${emailKey} from ${network}`, 5, QUARTER_OF_AN_HOUR, true),
    budget(`address ${emailKey}`, 100, QUARTER_OF_AN_HOUR, false),
    budget(`network ${network}`, 50, 15, false),
  ];
}

/** What an attempt to unlock is counted against: the session alone, which only its own browser can name. */
export function unlockBudgets(sessionId: string): Budget[] {
  return [budget(`session ${sessionId}`, 5, QUARTER_OF_AN_HOUR, true)];
}

/** What a one-time link that is none is counted against. Nobody guesses one; this tells whoever tries so. */
export function linkBudgets(network: string): Budget[] {
  return [budget(`links from ${network}`, 20, 60, true)];
}

/** What an address is counted against that an administrator tries to give to somebody new; one that was free is given back. */
export function invitationBudgets(userId: string): Budget[] {
  return [budget(`invitations by ${userId}`, 20, QUARTER_OF_AN_HOUR, false)];
}

function toArray(hashes: readonly Buffer[]): string {
  return `{${hashes.map((h) => `"\\\\x${h.toString("hex")}"`).join(",")}}`;
}

/**
 * Decides whether a password may be looked at, and counts the attempt as failed: one step in the database, so that of any
 * number at once no more are looked at than are allowed.
 * @throws AppError("too_many_requests") while a budget has to wait; nothing is counted then
 */
export async function takeAttempt(budgets: readonly Budget[]): Promise<void> {
  const [row] = await inTenant(
    writePool(),
    NO_TENANT,
    (tx) => tx<{ waitSeconds: number | null }[]>`
    SELECT auth_take_attempt(${toArray(budgets.map((b) => b.subject))}::text::bytea[],
                             ${`{${budgets.map((b) => b.free).join(",")}}`}::text::int[],
                             ${`{${budgets.map((b) => b.waitSecondsMax).join(",")}}`}::text::int[]) AS "waitSeconds"`,
  );
  const retryAfterSeconds = row?.waitSeconds ?? 0;
  if (retryAfterSeconds === 0) return;
  throw new AppError(
    "too_many_requests",
    `Too many failed attempts. Try again in ${waitInWords(retryAfterSeconds)}.`,
    { retryAfterSeconds },
  );
}

function waitInWords(seconds: number): string {
  if (seconds === 1) return "1 second";
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** After a right password: own budgets start anew, shared ones get this attempt back. */
export async function forgetFailures(tx: Tx, budgets: readonly Budget[]): Promise<void> {
  const own = budgets.filter((b) => b.isOwn).map((b) => b.subject);
  const shared = budgets.filter((b) => !b.isOwn).map((b) => b.subject);
  await tx`SELECT auth_return_attempt(${toArray(own)}::text::bytea[], ${toArray(shared)}::text::bytea[])`;
}

/** Gives back an attempt whose password was never looked at. */
export async function returnAttempt(budgets: readonly Budget[]): Promise<void> {
  await inTenant(
    writePool(),
    NO_TENANT,
    (tx) =>
      tx`SELECT auth_return_attempt('{}'::bytea[], ${toArray(budgets.map((b) => b.subject))}::text::bytea[])`,
  );
}
