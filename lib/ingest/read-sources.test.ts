import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { givenFiles } from "@/tests/factories";
import { readFaultOf, readSources } from "./read-sources";
import { readText } from "./read-text";

async function archiveOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What reading each source gives when a document may have 1,000 bytes. */
async function readAll(file: string): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for await (const source of readSources([file])) {
    const name = source.file.slice(source.file.lastIndexOf(":") + 1);
    if (!("content" in source)) read[name] = source.kind;
    else read[name] = await readText(source.content, 1_000).catch(readFaultOf);
  }
  return read;
}

// Nothing that gzip could shorten, so that much is left to read where a reader stops.
const large = randomBytes(2_000_000).toString("hex");

test.each(["many.tar", "many.tar.gz"])(
  "one entry of %s that cannot be read costs the archive no other",
  async (name) => {
    const archive = await archiveOf({
      "1.json": "one",
      "2-too-large.json": large,
      "3.json": "three",
      "4-too-large.json.gz": gzipSync(large),
      "5-damaged.json.gz": Buffer.concat([
        gzipSync(large).subarray(0, 500_000),
        Buffer.from("damage"),
        Buffer.alloc(500_000),
      ]),
      "6-no-gzip.json.gz": large,
      "7-ignored.txt": large,
      "8.json.gz": gzipSync("eight"),
      "9-empty.json": "",
      "10.json": "ten",
    });
    const folder = await givenFiles({ [name]: name.endsWith("gz") ? gzipSync(archive) : archive });
    expect(await readAll(join(folder, name))).toEqual({
      "1.json": "one",
      "2-too-large.json": expect.stringContaining("the document is larger than"),
      "3.json": "three",
      "4-too-large.json.gz": expect.stringContaining("the document is larger than"),
      "5-damaged.json.gz": expect.stringMatching(/is larger than|is damaged/),
      "6-no-gzip.json.gz": "the gzip file is damaged",
      "7-ignored.txt": "ignored",
      "8.json.gz": "eight",
      "9-empty.json": "",
      "10.json": "ten",
    });
  },
);

test("a source that nobody reads does not hold up the next", async () => {
  const folder = await givenFiles({
    "many.tar": await archiveOf({ "1.json": large, "2.json.gz": gzipSync(large), "3.json": "x" }),
  });
  const names: string[] = [];
  for await (const source of readSources([join(folder, "many.tar")])) names.push(source.file.slice(-6));
  expect(names).toEqual(["1.json", "son.gz", "3.json"]);
});
