import "server-only";
import { z } from "zod";
import { shortText } from "@/lib/text";
import { DATE_ORDERS } from "@/lib/time";
import { isCurrency, isLocale, isMrnPattern, isTimeZone, toTimeZone, UNITS } from "./rules";

/** What a clinic is called: visible text of 1 to 120 characters. */
export const clinicName = shortText(120, "Use at most 120 characters.").pipe(
  z
    .string()
    .min(1, "Give the clinic a name.")
    .regex(/^\P{C}*$/u, "Leave out characters that cannot be seen."),
);
export const locale = z.string().refine(isLocale, "Choose a language and region, such as en-US.");
export const timeZone = z
  .string()
  .refine(isTimeZone, { error: "Choose a time zone, such as America/Chicago.", abort: true })
  .transform(toTimeZone);
export const currency = z.string().refine(isCurrency, "Choose a currency's three letters, such as USD.");

/** `PATCH /api/clinic`: what is left out stays. */
export const ClinicChange = z
  .strictObject({
    name: clinicName,
    locale,
    timeZone,
    currency,
    dateOrder: z.enum(DATE_ORDERS, `must be one of ${DATE_ORDERS.join(", ")}, or null`).nullable(),
    units: z.enum(UNITS, `must be one of ${UNITS.join(", ")}`),
    mrnPattern: z
      .string()
      .refine(
        isMrnPattern,
        "Use capital letters, digits and hyphens (12 at most), then # for each of 4 to 12 digits: WS-#######.",
      ),
  })
  .partial();
export type ClinicChange = z.infer<typeof ClinicChange>;
