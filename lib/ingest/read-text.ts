import "server-only";

/** The largest JSON document, and the longest NDJSON line, in bytes after unpacking. */
export const DOCUMENT_BYTES_MAX = 256 * 1024 * 1024;

/** The bytes are no text that can be imported; the message says why. */
export class TextError extends Error {
  override name = "TextError";
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Buffer): string {
  try {
    // A byte order mark is dropped by the decoder.
    return utf8.decode(bytes);
  } catch {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new TextError(isUtf16 ? "the text is UTF-16, not UTF-8" : "the text is not valid UTF-8");
  }
}

function tooLarge(what: string): TextError {
  return new TextError(`${what} is larger than ${DOCUMENT_BYTES_MAX / 1024 / 1024} MB`);
}

/**
 * The whole content as text.
 * @throws TextError when it is too large or not UTF-8
 */
export async function readText(
  content: AsyncIterable<Buffer>,
  bytesMax = DOCUMENT_BYTES_MAX,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge("the document");
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks, bytes));
}

/** A line of NDJSON: its place from 0, and its text or why it has none. Empty lines are left out. */
export type Line = { index: number; text: string } | { index: number; fault: string };

function toLine(index: number, bytes: Buffer): Line | null {
  try {
    const text = decode(bytes);
    return text.trim() === "" ? null : { index, text };
  } catch (error) {
    return { index, fault: error instanceof TextError ? error.message : String(error) };
  }
}

const NEWLINE = 10;

/** Where the next byte is that is no white space, and how many lines ended before it: a blank line costs a look at its bytes. */
function skipBlank(chunk: Buffer, from: number): { at: number; lines: number } {
  let lines = 0;
  let at = from;
  for (; at < chunk.length; at++) {
    const byte = chunk[at];
    if (byte === NEWLINE) lines++;
    else if (byte !== 32 && byte !== 13 && byte !== 9) break;
  }
  return { at, lines };
}

/**
 * The lines of the content, one at a time: memory does not grow with their number.
 * @throws TextError when one line is too large
 */
export async function* readLines(
  content: AsyncIterable<Buffer>,
  bytesMax = DOCUMENT_BYTES_MAX,
): AsyncGenerator<Line> {
  let index = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of content) {
    let from = 0;
    while (from < chunk.length) {
      if (restBytes === 0) {
        const blank = skipBlank(chunk, from);
        index += blank.lines;
        from = blank.at;
      }
      const end = chunk.indexOf(NEWLINE, from);
      if (end === -1) break;
      const line = toLine(index++, Buffer.concat([...rest, chunk.subarray(from, end)]));
      rest = [];
      restBytes = 0;
      from = end + 1;
      if (line) yield line;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    restBytes += chunk.length - from;
    if (restBytes > bytesMax) throw tooLarge(`line ${index + 1}`);
  }
  const last = toLine(index, Buffer.concat(rest));
  if (last) yield last;
}
