import { expect, test } from "vitest";
import { formatAge } from "./format";
import { dayOf, formatBirthDate, formatWhen } from "./format-moment";

test.each(["th-TH", "fa-IR", "ar-EG", "de-DE", "en-US"])(
  "%s writes a birth date by the calendar and in the digits of the forms",
  (locale) => {
    expect(formatBirthDate("1980-05-06", locale)).toContain("1980");
    expect(formatBirthDate("1980-05-06", locale)).toContain("06");
    const clinic = { locale, timeZone: "UTC" };
    expect(formatWhen("1980-05-06T07:08:00Z", clinic, true)).toMatch(/1980/);
  },
);

test.each(["Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati"])("in %s a date is that date", (timeZone) => {
  expect(formatWhen("2025-03-08", { locale: "en-US", timeZone })).toBe("08 Mar 2025");
  expect(dayOf("2025-03-08", timeZone)).toBe("2025-03-08");
  expect(formatAge("2000-03-08", dayOf("2025-03-08", timeZone))).toBe("25 y");
});

test.each([
  ["2026-11-21", "2026-11-21", "0 d"],
  ["2026-10-22", "2026-11-21", "30 d"],
  ["2026-10-21", "2026-11-21", "1 mo"],
  ["2024-11-22", "2026-11-21", "23 mo"],
  ["2024-11-21", "2026-11-21", "2 y"],
  ["2026-11-22", "2026-11-21", "0 d"],
])("somebody born on %s is on %s %s", (born, day, age) => {
  expect(formatAge(born, day)).toBe(age);
});

test("the day of an instant is the clinic's", () => {
  expect(dayOf("2025-01-01T05:30:00Z", "America/Chicago")).toBe("2024-12-31");
  expect(dayOf(new Date("2025-01-01T05:30:00Z"), "Asia/Tokyo")).toBe("2025-01-01");
});
