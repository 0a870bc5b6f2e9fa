import { expect, test } from "vitest";
import { isCurrency, isLocale, isMrnPattern, isTimeZone, LOCALES_OFFERED, toMrn, toTimeZone } from "./rules";

test.each([
  ["#######", 42, "0000042"],
  ["WS-#####", 7, "WS-00007"],
  ["2026-####", 12345, "2026-12345"],
])("the pattern %s makes of %s the MRN %s", (pattern, running, mrn) => {
  expect(isMrnPattern(pattern)).toBe(true);
  expect(toMrn(pattern, running)).toBe(mrn);
});

test.each(["", "###", "ws-####", "####-A", "W S####", `${"W".repeat(13)}####`, "#".repeat(13)])(
  "%j is no pattern",
  (pattern) => expect(isMrnPattern(pattern)).toBe(false),
);

test("a time zone has a name that the runtime knows", () => {
  expect(["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5"].map(isTimeZone)).not.toContain(
    false,
  );
  expect(["+02:00", "Berlin", "Europe/Nowhere", "", "Europe/Berlin; x"].map(isTimeZone)).not.toContain(true);
});

test.each([
  ["pacific/apia", "Pacific/Apia"],
  ["EUROPE/BERLIN", "Europe/Berlin"],
  ["utc", "UTC"],
  ["Etc/UTC", "UTC"],
  ["EST", "America/Panama"],
  ["est5edt", "America/New_York"],
  ["Asia/Kolkata", "Asia/Kolkata"],
  ["Europe/Kyiv", "Europe/Kyiv"],
  ["etc/gmt+5", "Etc/GMT+5"],
])("the time zone %s is kept as %s", (typed, kept) => {
  expect(toTimeZone(typed)).toBe(kept);
  expect(isTimeZone(kept)).toBe(true);
});

test("a locale is one that dates can be written in, and those offered are", () => {
  expect(LOCALES_OFFERED.filter((locale) => !isLocale(locale))).toEqual([]);
  expect(["", "xx-XX", "en_US", "english", "en-US-u-ca-buddhist", "de-de"].map(isLocale)).not.toContain(true);
});

test("a currency is one in use", () => {
  expect([isCurrency("EUR"), isCurrency("XXZ"), isCurrency("eur")]).toEqual([true, false, false]);
});
