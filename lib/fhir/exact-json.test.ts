import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonSyntaxError, parseExactJson } from "./exact-json";

function roundTrip(text: string): string {
  const { value, digits } = parseExactJson(text);
  return digits.stringify(value);
}

function faultsOf(text: string): string[] {
  return parseExactJson(text).faults.map(({ path, reason }) => `${path.join(".")}: ${reason}`);
}

test.each([
  '{"value":1.50,"list":[1.0,2,0.10,-0,1E5]}',
  '{"value":0.1234567890123456789}',
  '{"value":6.022e23,"large":12345678901234567890}',
  '{"text":"Ordóñez 😀 \\"quoted\\" \\\\ \\n","empty":{},"none":null,"yes":true,"no":false,"list":[]}',
])("a document comes back with every digit: %s", (text) => {
  expect(roundTrip(text)).toBe(text);
});

test("the digits of a number can be asked for where it stands", () => {
  const { value, digits } = parseExactJson('{"quantity":{"value":70.0,"unit":"kg"}}');
  const { quantity } = value as { quantity: object };
  expect([digits.of(quantity, "value"), digits.of(quantity, "unit"), digits.of(quantity, "none")]).toEqual([
    "70.0",
    undefined,
    undefined,
  ]);
});

test("what JSON allows and a resource may not hold is told with its place", () => {
  expect(faultsOf('{"entry":[{"id":"a","id":"b"}]}')).toEqual(['entry.0.id: the key "id" is given twice']);
  expect(faultsOf('{"text":"a\\u0000b"}')).toEqual(["text: a text holds a NUL character"]);
  expect(faultsOf('{"text":"a\\ud83d"}')).toEqual(["text: a text holds half of a surrogate pair"]);
  expect(faultsOf('{"text":"\\ud83d\\ude00"}')).toEqual([]);
  expect(faultsOf('{"value":1e999}')).toEqual(["value: the number is out of range"]);
  expect(faultsOf('{"__proto__":{"a":1}}')).toEqual(["__proto__: the key __proto__ is not allowed"]);
});

test("a key cannot reach the prototype of objects", () => {
  const { value } = parseExactJson('{"__proto__":{"isAdmin":true},"constructor":1}');
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  expect(value).toEqual(Object.defineProperty({}, "constructor", { value: 1, enumerable: true }));
});

test.each([
  ['{"a":}', "expected a value at line 1, column 6"],
  ['{\n  "a": 1\n', "the text ends at line 3, column 1"],
  ["[1,]", "expected a value at line 1, column 4"],
  ["{a:1}", 'expected a key in double quotes or "}" at line 1, column 2'],
  ["01", "expected nothing more at line 1, column 2"],
  ['"a\u0001"', "expected control characters to be escaped"],
  ["// no\n{}", "expected a value at line 1, column 1"],
  ["", "the text ends at line 1, column 1"],
  ["[".repeat(100_000), "expected at most 200 levels"],
])("what is not JSON is refused with its place: %j", (text, message) => {
  expect(() => parseExactJson(text)).toThrow(JsonSyntaxError);
  expect(() => parseExactJson(text)).toThrow(message);
});

describe("whatever the document", () => {
  const plain = fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" });

  test("it is read as JSON.parse reads it, and written back it is the same", () => {
    fc.assert(
      fc.property(plain, fc.constantFrom(undefined, 1, "\t"), (document, indent) => {
        const text = JSON.stringify(document, null, indent);
        const { value, digits } = parseExactJson(text);
        expect(value).toEqual(JSON.parse(text));
        expect(JSON.parse(digits.stringify(value))).toEqual(JSON.parse(text));
      }),
    );
  });

  test("its numbers keep their digits", () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,2})?$/);
    fc.assert(
      fc.property(fc.array(digits, { minLength: 1 }), (numbers) => {
        const text = `{"value":${numbers[0]},"list":[${numbers.join(",")}]}`;
        expect(roundTrip(text)).toBe(text);
      }),
    );
  });

  test("cut off or scrambled it is refused where JSON.parse refuses it, and at once", () => {
    const scrambled = fc
      .tuple(
        plain,
        fc.nat(),
        fc.nat(),
        fc.constantFrom("", '"', "{", "[", "]", "}", ",", ":", "\\", "0", "-", "e", "\u0001", " ", "t"),
      )
      .map(([document, from, length, put]) => {
        const text = JSON.stringify(document);
        const at = from % (text.length + 1);
        return text.slice(0, at) + put + text.slice(at + (length % 4));
      });
    fc.assert(
      fc.property(fc.oneof(scrambled, fc.string()), (text) => {
        expect(accepts(() => parseExactJson(text))).toBe(accepts(() => JSON.parse(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  function accepts(read: () => unknown): boolean {
    try {
      read();
      return true;
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof JsonSyntaxError) return false;
      throw error;
    }
  }
});
