import "server-only";
import type { Period } from "@medplum/fhirtypes";
import { dayIn } from "@/lib/time";

/** A moment as periods are held against it: the instant, and the day it is at the clinic. */
export type AsOf = { ms: number; day: string };

export function asOf(timeZone: string, now: Date = new Date()): AsOf {
  return { ms: now.getTime(), day: dayIn(timeZone, now) };
}

/** -1: the moment is over at `at`, 0: it is then, 1: it is ahead. A day, month or year lasts until its end. */
function sideOf(text: string, at: AsOf): number {
  if (text.includes("T")) return Math.sign(Date.parse(text) - at.ms);
  const same = at.day.slice(0, text.length);
  return text === same ? 0 : text < same ? -1 : 1;
}

/**
 * Whether a period holds the moment. FHIR R4, datatypes.html#Period: a missing end means ongoing, and an end includes all that
 * matches it ("2012-02-03T10:00:00 is in a period that has an end value of 2012-02-03").
 */
function isWithin({ start, end }: Period, at: AsOf): boolean {
  return !(start && sideOf(start, at) > 0) && !(end && sideOf(end, at) < 0);
}

/**
 * Whether a name, address, contact point or identifier is the patient's at that moment. FHIR R4: `use` "old" is no longer in use
 * (valueset-name-use, -address-use, -contact-point-use, -identifier-use), and `period` says when it was or is in use
 * (datatypes.html#HumanName, #Address, #ContactPoint, #Identifier).
 */
export function isInUse(element: { use?: string; period?: Period }, at: AsOf): boolean {
  return element.use !== "old" && (element.period === undefined || isWithin(element.period, at));
}
