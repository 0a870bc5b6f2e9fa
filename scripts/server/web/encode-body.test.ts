import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { chooseEncoding, encodeBody } from "./encode-body";

test.each([
  [null, null],
  ["", null],
  ["identity", null],
  ["gzip", "gzip"],
  ["gzip, deflate, br, zstd", "br"],
  ["br;q=0, gzip;q=0.5", "gzip"],
  ["BR", "br"],
  ["gzip;q=0.000", null],
  ["x-gzip", null],
] as const)("Accept-Encoding %j is answered with %s", (accept, encoding) => {
  expect(chooseEncoding(accept)).toBe(encoding);
});

test.each([2_000, 200_000])("what is compressed comes out as it was, at %d characters", async (length) => {
  const text = "Ångström ".repeat(length / 9);
  const br = await encodeBody(text, "br");
  const gz = await encodeBody(text, "gzip");
  expect([br.encoding, brotliDecompressSync(br.body).toString()]).toEqual(["br", text]);
  expect([gz.encoding, gunzipSync(gz.body).toString()]).toEqual(["gzip", text]);
  expect(Buffer.byteLength(br.body)).toBeLessThan(length / 4);
});

test("a short answer stays as it is, counted in bytes", async () => {
  expect(await encodeBody("a".repeat(1_023), "gzip")).toEqual({ body: "a".repeat(1_023), encoding: null });
  expect((await encodeBody("ä".repeat(600), "gzip")).encoding).toBe("gzip");
});
