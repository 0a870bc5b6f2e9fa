import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

// Others are compressed already (fonts, pictures) or are no text.
const COMPRESSIBLE = "**/*.{js,css,json,svg,txt,map,html}";
/** Below this a file fits in a packet anyway. */
const BYTES_MIN = 1024;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * Writes `<name>.br` and `<name>.gz` beside every text file below `folder`, as small as they get: a second at the build, once, for
 * what would otherwise be compressed quickly and worse for each caller. A kind that does not make a file smaller is left out.
 */
export async function compressStatic(folder: string): Promise<void> {
  const paths = globSync(COMPRESSIBLE, { cwd: folder }).map((name) => join(folder, name));
  await Promise.all(paths.map(compress));
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < BYTES_MIN) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const [br, gz] = await Promise.all([brotli(content, { params }), zip(content, { level: 9 })]);
  if (br.length < content.length) await writeFile(`${path}.br`, br);
  if (gz.length < content.length) await writeFile(`${path}.gz`, gz);
}
