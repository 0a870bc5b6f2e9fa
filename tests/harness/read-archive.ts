import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";

/** The files of a .tar.gz as text, by name, without a byte order mark. */
export async function readArchive(file: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const archive = extract();
  const reading = pipeline(createReadStream(file), createGunzip(), archive);
  for await (const entry of archive) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    files.set(entry.header.name.replace(/^\.\//, ""), text.replace(/^\uFEFF/, ""));
  }
  await reading;
  return files;
}
