import fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "./read-text";

async function linesOf(chunks: Iterable<Buffer>, bytesMax?: number): Promise<unknown[]> {
  const content = (async function* () {
    yield* chunks;
  })();
  const lines: unknown[] = [];
  for await (const line of readLines(content, bytesMax)) lines.push(line);
  return lines;
}

test("blank lines of a hundred million are counted and cost a look at their bytes", async () => {
  const blank = Buffer.alloc(1_000_000, "\n");
  function* chunks(): Generator<Buffer> {
    for (let i = 0; i < 100; i++) yield blank;
    yield Buffer.from("{}");
  }
  const started = performance.now();
  expect(await linesOf(chunks())).toEqual([{ index: 100_000_000, text: "{}" }]);
  // A text and a buffer for each took 90 s.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("wherever the chunks are cut, the lines are those of the text, each at its place", async () => {
  const line = fc.constantFrom("", " ", "\t", "\r", '{"a":1}', ' {"é":"😀"} ', "x", "\r ");
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 30 }),
      fc.array(fc.nat({ max: 12 })),
      async (lines, cuts) => {
        const bytes = Buffer.from(lines.join("\n"));
        const chunks: Buffer[] = [];
        let from = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(from, from + cut));
          from += cut;
        }
        chunks.push(bytes.subarray(from));
        const wanted = lines
          .map((text, index) => ({ index, text: text.trim() }))
          .filter(({ text }) => text !== "");
        const found = (await linesOf(chunks)) as { index: number; text: string }[];
        expect(found.map(({ index, text }) => ({ index, text: text.trim() }))).toEqual(wanted);
      },
    ),
  );
});

test("a line that does not end is refused before it fills the memory", async () => {
  function* endless(): Generator<Buffer> {
    for (;;) yield Buffer.alloc(1_000, "x");
  }
  await expect(linesOf(endless(), 10_000)).rejects.toThrow("line 1 is larger than");
});
