import fc from "fast-check";

/** Any text at all, lone surrogates and NUL among it. fast-check's own unit "binary" takes a second to set up, in every test file. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.nat(0x10ffff), { maxLength }).map((points) => String.fromCodePoint(...points));
}
