import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { assertWholeGzip, unpack } from "./unpack";

async function* content(...chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function bytesOf(packed: Buffer, signal?: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const chunk of unpack(content(packed), signal)) bytes += chunk.length;
  return bytes;
}

const MEGABYTE = 1024 * 1024;

test("what records unpack to comes out whole, also when they are much alike", async () => {
  const text = Array.from(
    { length: 200_000 },
    (_, i) => `{"resourceType":"Observation","id":"${i}","status":"final"}`,
  ).join("\n");
  expect(await bytesOf(gzipSync(text))).toBe(text.length);
  expect(await bytesOf(gzipSync(Buffer.alloc(60 * MEGABYTE)))).toBe(60 * MEGABYTE);
});

test("a bomb is refused after 64 MB", async () => {
  const bomb = gzipSync(Buffer.alloc(200 * MEGABYTE, "\n"));
  let seen = 0;
  const reading = (async () => {
    for await (const chunk of unpack(content(bomb))) seen += chunk.length;
  })();
  await expect(reading).rejects.toThrow("unpacks to more than 250 times its size");
  expect(seen).toBeLessThan(70 * MEGABYTE);
  await expect(assertWholeGzip(content(bomb))).rejects.toThrow("unpacks to more than 250 times its size");
});

test("a signal ends it within one chunk of the file", async () => {
  const packed = gzipSync(Buffer.alloc(60 * MEGABYTE));
  const stop = new AbortController();
  let chunks = 0;
  const reading = (async () => {
    for await (const _ of unpack(content(packed), stop.signal)) {
      chunks++;
      stop.abort();
    }
  })();
  await expect(reading).rejects.toThrow("aborted");
  expect(chunks).toBe(1);
});

test("a truncated and a damaged file are told apart from a whole one", async () => {
  const packed = gzipSync("text".repeat(1_000));
  await assertWholeGzip(content(packed));
  await expect(assertWholeGzip(content(packed.subarray(0, -9)))).rejects.toMatchObject({
    code: "Z_BUF_ERROR",
  });
  await expect(assertWholeGzip(content(Buffer.from("no gzip")))).rejects.toMatchObject({
    code: "Z_DATA_ERROR",
  });
});
