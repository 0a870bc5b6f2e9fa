import "server-only";
import { z } from "zod";
import { parseEmailAddress } from "@/lib/auth";
import { shortText } from "@/lib/text";
import { ROLE_NAMES } from "./schema";

/** What a person is called: visible text of 1 to 120 characters. */
export const personName = shortText(120, "Use at most 120 characters.").pipe(
  z
    .string()
    .min(1, "Give a name.")
    .regex(/^\P{C}*$/u, "Leave out characters that cannot be seen."),
);
export const emailAddress = z.string().transform((typed, check) => {
  const address = parseEmailAddress(typed);
  if (address) return address.text;
  check.addIssue({ code: "custom", message: "Give an address such as name@clinic.example." });
  return z.NEVER;
});
const role = z.enum(ROLE_NAMES, `must be one of ${ROLE_NAMES.join(", ")}`);
const password = z.string().min(1, "Give a password.").max(1_000, "Use at most 200 characters.");

/** `POST /api/users` */
export const NewPerson = z.strictObject({ email: emailAddress, name: personName, role });
export type NewPerson = z.infer<typeof NewPerson>;

/** `PATCH /api/users/:id`: what is left out stays. */
export const PersonChange = z
  .strictObject({
    name: personName,
    role,
    status: z.enum(["active", "deactivated"], "must be active or deactivated"),
  })
  .partial();
export type PersonChange = z.infer<typeof PersonChange>;

/** `POST /api/tokens` */
export const NewToken = z.strictObject({
  name: personName,
  userId: z.uuid("must be a person's id").optional(),
  days: z
    .int("must be a whole number of days")
    .min(1, "must be at least 1")
    .max(3650, "must be at most 3650")
    .default(365),
});
export type NewToken = z.infer<typeof NewToken>;

/** `PATCH /api/me` */
export const OwnChange = z.strictObject({ name: personName }).partial();

/** `POST /api/me/password` */
export const OwnPassword = z.strictObject({ currentPassword: password, newPassword: password });

/** `POST /api/links` and `POST /api/links/use` */
export const LinkToken = z.strictObject({ token: z.string().max(100) });
export const LinkUse = z.strictObject({ token: z.string().max(100), password });
