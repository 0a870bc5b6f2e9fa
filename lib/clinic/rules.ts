export const UNITS = ["metric", "us"] as const;

const MRN_PATTERN = /^[A-Z0-9-]{0,12}#{4,12}$/;
const LOCALE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;
const TIME_ZONE = /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){0,2}$/;

/** Languages with their region that the form offers; any other that the runtime knows can be typed by a program. */
export const LOCALES_OFFERED = [
  "ar-EG",
  "cs-CZ",
  "da-DK",
  "de-AT",
  "de-CH",
  "de-DE",
  "el-GR",
  "en-AU",
  "en-CA",
  "en-GB",
  "en-IE",
  "en-IN",
  "en-KE",
  "en-NG",
  "en-NZ",
  "en-PH",
  "en-US",
  "en-ZA",
  "es-ES",
  "es-MX",
  "es-US",
  "fi-FI",
  "fr-BE",
  "fr-CA",
  "fr-FR",
  "he-IL",
  "hi-IN",
  "hu-HU",
  "id-ID",
  "it-IT",
  "ja-JP",
  "ko-KR",
  "nb-NO",
  "nl-NL",
  "pl-PL",
  "pt-BR",
  "pt-PT",
  "ro-RO",
  "sv-SE",
  "sw-KE",
  "th-TH",
  "tr-TR",
  "uk-UA",
  "vi-VN",
  "zh-CN",
  "zh-TW",
] as const;

/** Whether MRNs can be made by this pattern: capital letters, digits and hyphens (12 at most), then # for 4 to 12 digits. */
export function isMrnPattern(pattern: string): boolean {
  return MRN_PATTERN.test(pattern);
}

/** The MRN of a running number. A number with more digits than the pattern has keeps them all: an MRN is never given twice. */
export function toMrn(pattern: string, running: number | bigint): string {
  const digits = pattern.length - pattern.indexOf("#");
  return `${pattern.slice(0, pattern.indexOf("#"))}${String(running).padStart(digits, "0")}`;
}

/** Whether this runtime can write dates and numbers of the locale. */
export function isLocale(text: string): boolean {
  return LOCALE.test(text) && Intl.DateTimeFormat.supportedLocalesOf(text).length === 1;
}

/** Whether it is a time zone's name; a bare offset is none, because it knows no summer time. */
export function isTimeZone(text: string): boolean {
  if (!TIME_ZONE.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }) !== null;
  } catch {
    return false;
  }
}

const WRITTEN_ZONE = /^(?!Etc\/)[A-Z][A-Za-z]+(\/[A-Z][A-Za-z_-]+)+$/;

/**
 * A time zone by one name: as this runtime writes it, which is how the form offers it. `pacific/apia` is Pacific/Apia, the EST of
 * old machines a place with that clock. A place that was renamed keeps the name it was given, Asia/Kolkata or Asia/Calcutta.
 */
export function toTimeZone(text: string): string {
  const own = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  return own.toLowerCase() !== text.toLowerCase() && WRITTEN_ZONE.test(text) ? text : own;
}

/** Whether it is a currency in use (ISO 4217). */
export function isCurrency(text: string): boolean {
  return Intl.supportedValuesOf("currency").includes(text);
}
