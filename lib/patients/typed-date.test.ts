import fc from "fast-check";
import { expect, test } from "vitest";
import { DATE_ORDERS, dateOrderOf, isValidDate } from "@/lib/time";
import { anyText } from "@/tests/factories/any-text";
import { parseTypedDate } from "./typed-date";

const day = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test("every day is read back from each way it is written", () => {
  fc.assert(
    fc.property(day, (date) => {
      const [y = "", m = "", d = ""] = date.split("-");
      const [month, dayOfMonth] = [String(Number(m)), String(Number(d))];
      expect(isValidDate(date)).toBe(true);
      for (const order of DATE_ORDERS) {
        for (const mark of ["-", "/", "."])
          expect(parseTypedDate([y, month, dayOfMonth].join(mark), order)).toBe(date);
        expect(parseTypedDate(`${dayOfMonth}.${month}.${y}`, order)).toBe(date);
      }
      expect(parseTypedDate(`${m}/${d}/${y}`, dateOrderOf("en-US"))).toBe(date);
      expect(parseTypedDate(`${month}-${dayOfMonth}-${y}`, dateOrderOf("es-PR"))).toBe(date);
      expect(parseTypedDate(`${d}/${m}/${y}`, dateOrderOf("en-GB"))).toBe(date);
      expect(parseTypedDate(`${d}/${m}/${y}`, dateOrderOf("de-DE"))).toBe(date);
    }),
  );
});

test("anything else is no date, and nothing is thrown", () => {
  fc.assert(
    fc.property(anyText(20), fc.constantFrom(...DATE_ORDERS), (text, order) => {
      const date = parseTypedDate(text, order);
      expect(date === null || /^\d{4}-\d{2}-\d{2}$/.test(date)).toBe(true);
    }),
  );
  expect(
    ["12.03/1984", "1984/03-12", "12.3.84", "1984-03", ""].map((t) => parseTypedDate(t, "month-day-year")),
  ).toEqual([null, null, null, null, null]);
});
