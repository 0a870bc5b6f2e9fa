import "server-only";
import { z } from "zod";
import { IDENTIFIER_LETTERS_MAX } from "@/lib/fhir";
import { SOURCE_ID } from "@/lib/resources";
import { shortText } from "@/lib/text";
import { isValidDate } from "@/lib/time";

// Controls and what turns the direction of the text around it; joiners stay, Persian and Indic names need them.
const UNSHOWN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
// Format characters, spaces, and the fillers that Unicode counts among letters and symbols.
const INVISIBLE = /[\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0\u2800]/gu;
const isClean = (text: string): boolean => text.isWellFormed() && !UNSHOWN.test(text.replaceAll("\n", ""));
const isSeen = (text: string): boolean => text === "" || text.replace(INVISIBLE, "") !== "";
const words = (max: number) =>
  shortText(max)
    .refine(isClean, "holds characters that cannot be shown")
    .refine(isSeen, "holds nothing that can be seen");
const line = (max: number) => words(max).refine((text) => !text.includes("\n"), "must be one line");
const phone = line(50).refine((text) => text === "" || /\d/.test(text), "must hold a digit");

// Each part ends where the next begins, so that no text makes it look twice.
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const PARTIAL_DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const FIRST_YEAR = "1850";

/** `1984`, `1984-03` or `1984-03-12`; the future is refused where the clinic's day is known. */
const birthDate = z
  .string()
  .refine(
    (text) => PARTIAL_DATE.test(text) && text >= FIRST_YEAR && isValidDate(`${text}-01-01`.slice(0, 10)),
    `must be a date (1984-03-12), a month (1984-03) or a year, from ${FIRST_YEAR} on`,
  );

// Wider than any form needs: a list that was read is sent back whole, with what an import brought.
const LISTED_MAX = 100;
const LISTED_LETTERS_MAX = 400;

const identifier = z
  .strictObject({
    // Under SOURCE_ID a later import looks up which patient a file means.
    system: line(IDENTIFIER_LETTERS_MAX).refine(
      (text) => text !== SOURCE_ID,
      "is kept for the ids of imported files",
    ),
    value: line(IDENTIFIER_LETTERS_MAX).refine((text) => text !== "", "must not be empty"),
  })
  .refine(({ system, value }) => system.length + value.length <= IDENTIFIER_LETTERS_MAX, {
    path: ["value"],
    error: `must be at most ${IDENTIFIER_LETTERS_MAX} characters, with its system`,
  });

const contact = z
  .strictObject({
    name: line(LISTED_LETTERS_MAX),
    relationship: line(LISTED_LETTERS_MAX),
    phone: line(LISTED_LETTERS_MAX),
  })
  .partial()
  .transform(({ name = "", relationship = "", phone = "" }) => ({ name, relationship, phone }))
  .refine(({ name, phone }) => name !== "" || phone !== "", {
    path: ["name"],
    error: "needs a name or a phone",
  });

/**
 * What a change of a patient's registration may hold. A field that is left out stays; null takes it away. The lists of identifiers
 * and contacts are whole: what is not in them goes, of what the registration shows.
 */
export const patientChange = z
  .strictObject({
    familyName: line(200),
    givenName: line(200),
    birthDate: birthDate.nullable(),
    sex: z.enum(["male", "female", "other", "unknown"], "must be male, female, other or unknown"),
    phone: phone.nullable(),
    email: line(254)
      .refine((text) => text === "" || EMAIL.test(text), "must look like name@example.org")
      .nullable(),
    address: z
      .strictObject({
        // A form of the web sends its line breaks as CR LF (HTML, multipart and urlencoded alike); programs copy them.
        line: z
          .string()
          .transform((text) => text.replace(/\r\n?/g, "\n"))
          .pipe(words(400)),
        city: line(100),
        state: line(100),
        postalCode: line(20),
        country: line(100),
      })
      .partial()
      .nullable(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, "must be a language tag such as en or es-MX")
      .nullable(),
    identifiers: z.array(identifier).max(LISTED_MAX, `must be at most ${LISTED_MAX}`),
    contacts: z.array(contact).max(LISTED_MAX, `must be at most ${LISTED_MAX}`),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change something");
export type PatientChange = z.output<typeof patientChange>;
