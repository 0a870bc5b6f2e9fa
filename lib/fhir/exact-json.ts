import "server-only";
import { NumberDigits } from "./number-digits";

export type JsonPath = readonly (string | number)[];
/** Something JSON allows but a resource may not hold; the rest of the document is usable. */
export type JsonFault = { path: JsonPath; reason: string };
export type ExactJson = { value: unknown; digits: NumberDigits; faults: JsonFault[] };

/** The text is not JSON. The message says what was expected and where (line and column). */
export class JsonSyntaxError extends Error {
  override name = "JsonSyntaxError";
}

// Deeper than any real resource; keeps the recursion far from the end of the stack.
const DEPTH_MAX = 200;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON wants them escaped; this finds those that are not.
const NEEDS_CARE = /[\u0000-\u001f"\\]/g;
const ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * Parses JSON and keeps the digits of every number that JavaScript would write differently (1.50, 19 decimals).
 * Several documents may share `digits`. Unlike JSON.parse it reports repeated keys, NUL characters, halves of surrogate pairs and numbers out of range as faults.
 * @throws JsonSyntaxError
 */
export function parseExactJson(text: string, digits: NumberDigits = new NumberDigits()): ExactJson {
  return new Parser(text, digits).document();
}

class Parser {
  private at = 0;
  private readonly path: (string | number)[] = [];
  private readonly faults: JsonFault[] = [];

  constructor(
    private readonly text: string,
    private readonly digits: NumberDigits,
  ) {}

  document(): ExactJson {
    const value = this.value(undefined, "");
    this.skipSpace();
    if (this.at < this.text.length) this.fail("nothing more");
    return { value, digits: this.digits, faults: this.faults };
  }

  private value(holder: object | undefined, key: string | number): unknown {
    this.skipSpace();
    const code = this.text.charCodeAt(this.at);
    if (code === 0x22) return this.string();
    if (code === 0x7b) return this.object();
    if (code === 0x5b) return this.array();
    if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return this.number(holder, key);
    if (this.text.startsWith("true", this.at)) return this.skip(4, true);
    if (this.text.startsWith("false", this.at)) return this.skip(5, false);
    if (this.text.startsWith("null", this.at)) return this.skip(4, null);
    return this.fail("a value");
  }

  private object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.at++;
    if (this.next() === 0x7d) return this.skip(1, object);
    for (;;) {
      if (this.next() !== 0x22) this.fail('a key in double quotes or "}"');
      const key = this.string();
      if (this.next() !== 0x3a) this.fail('":"');
      this.at++;
      this.enter(key);
      if (key === "__proto__") {
        this.fault("the key __proto__ is not allowed");
        this.value(undefined, key);
      } else {
        if (Object.hasOwn(object, key)) this.fault(`the key "${key}" is given twice`);
        object[key] = this.value(object, key);
      }
      this.path.pop();
      const code = this.next();
      this.at++;
      if (code === 0x7d) return object;
      if (code !== 0x2c) this.fail('"," or "}"', this.at - 1);
    }
  }

  private array(): unknown[] {
    const array: unknown[] = [];
    this.at++;
    if (this.next() === 0x5d) return this.skip(1, array);
    for (;;) {
      this.enter(array.length);
      array.push(this.value(array, array.length));
      this.path.pop();
      const code = this.next();
      this.at++;
      if (code === 0x5d) return array;
      if (code !== 0x2c) this.fail('"," or "]"', this.at - 1);
    }
  }

  private number(holder: object | undefined, key: string | number): number {
    NUMBER.lastIndex = this.at;
    const source = NUMBER.exec(this.text)?.[0];
    if (source === undefined) return this.fail("a number");
    this.at += source.length;
    const value = Number(source);
    if (!Number.isFinite(value)) this.fault("the number is out of range");
    else if (holder && String(value) !== source) this.digits.keep(holder, key, source);
    return value;
  }

  private string(): string {
    const start = this.at + 1;
    const end = this.special(start);
    if (this.text.charCodeAt(end) === 0x22) {
      this.at = end + 1;
      return this.text.slice(start, end);
    }
    return this.escapedString(start, end);
  }

  private escapedString(start: number, firstSpecial: number): string {
    const parts: string[] = [];
    let from = start;
    let end = firstSpecial;
    while (this.text.charCodeAt(end) !== 0x22) {
      if (this.text.charCodeAt(end) !== 0x5c) this.fail("control characters to be escaped", end);
      parts.push(this.text.slice(from, end), this.escape(end));
      from = this.text[end + 1] === "u" ? end + 6 : end + 2;
      end = this.special(from);
    }
    parts.push(this.text.slice(from, end));
    this.at = end + 1;
    const value = parts.join("");
    if (value.includes("\0")) this.fault("a text holds a NUL character");
    if (!value.isWellFormed()) this.fault("a text holds half of a surrogate pair");
    return value;
  }

  private escape(at: number): string {
    const letter = this.text[at + 1] ?? "";
    if (letter !== "u") return ESCAPES[letter] ?? this.fail("a known escape", at);
    const hex = this.text.slice(at + 2, at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.fail("four hexadecimal digits", at);
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  /** Where the next quote, backslash or control character is. */
  private special(from: number): number {
    NEEDS_CARE.lastIndex = from;
    if (!NEEDS_CARE.test(this.text)) this.fail("the end of a text", this.text.length);
    return NEEDS_CARE.lastIndex - 1;
  }

  private next(): number {
    this.skipSpace();
    return this.text.charCodeAt(this.at);
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private skip<T>(length: number, value: T): T {
    this.at += length;
    return value;
  }

  private enter(key: string | number): void {
    if (this.path.push(key) > DEPTH_MAX) this.fail(`at most ${DEPTH_MAX} levels`);
  }

  private fault(reason: string): void {
    this.faults.push({ path: [...this.path], reason });
  }

  private fail(expected: string, at = this.at): never {
    const before = this.text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    if (at >= this.text.length) {
      throw new JsonSyntaxError(
        `not JSON: the text ends at line ${line}, column ${column}; expected ${expected}`,
      );
    }
    throw new JsonSyntaxError(`not JSON: expected ${expected} at line ${line}, column ${column}`);
  }
}
