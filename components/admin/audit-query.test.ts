import { expect, test } from "vitest";
import { filtersOf, startOfDay } from "./audit-query";

test.each([
  ["2026-11-21", "UTC", "2026-11-21T00:00:00.000Z"],
  ["2026-11-21", "America/Chicago", "2026-11-21T06:00:00.000Z"],
  ["2026-07-01", "America/Chicago", "2026-07-01T05:00:00.000Z"],
  ["2026-03-08", "America/Chicago", "2026-03-08T06:00:00.000Z"],
  ["2026-11-01", "America/Chicago", "2026-11-01T05:00:00.000Z"],
  ["2026-11-21", "Pacific/Kiritimati", "2026-11-20T10:00:00.000Z"],
  ["2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z"],
])("%s begins in %s at %s", (day, zone, instant) => {
  expect(startOfDay(day, zone)).toBe(instant);
});

test("an address narrows by what it can mean and by nothing else", () => {
  const id = "0f8b6d1e-7c55-4a52-9a53-1b1f4a0c7a11";
  const query = new URLSearchParams({
    actor: id,
    patient: "x",
    action: "user.change",
    outcome: "ok",
    from: "soon",
  });
  expect(filtersOf(query)).toEqual({
    actor: id,
    patient: "",
    action: "user.change",
    outcome: "",
    from: "",
    to: "",
  });
});
