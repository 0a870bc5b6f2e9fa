import "server-only";

/** The number at `holder[key]`, digits as written; undefined when there is none. */
export type DigitsOf = (holder: object, key: string) => string | undefined;

/** The digits of numbers as they were written, kept beside the parsed value for those that JavaScript would write differently. */
export class NumberDigits {
  private readonly kept = new Map<object, Map<string | number, string>>();

  /** Remembers how the number at `holder[key]` was written. */
  keep(holder: object, key: string | number, source: string): void {
    const keys = this.kept.get(holder);
    if (keys) keys.set(key, source);
    else this.kept.set(holder, new Map([[key, source]]));
  }

  /** The number at `holder[key]` as written; undefined when there is none. */
  of(holder: object, key: string): string | undefined {
    const value: unknown = Reflect.get(holder, key);
    return typeof value === "number" ? (this.kept.get(holder)?.get(key) ?? String(value)) : undefined;
  }

  /** Whether `holder` itself has a number that JavaScript would write differently. */
  has(holder: object): boolean {
    return this.kept.has(holder);
  }

  /** JSON text of `value`, compact, keys in their order, every number as it was written. */
  stringify(value: unknown): string {
    return this.kept.size === 0 ? JSON.stringify(value) : this.write(value, undefined);
  }

  private write(value: unknown, written: string | undefined): string {
    if (written !== undefined) return written;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const keys = this.kept.get(value);
    if (Array.isArray(value)) {
      return `[${value.map((item, index) => this.write(item, keys?.get(index))).join(",")}]`;
    }
    const members: string[] = [];
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) members.push(`${JSON.stringify(key)}:${this.write(member, keys?.get(key))}`);
    }
    return `{${members.join(",")}}`;
  }
}
