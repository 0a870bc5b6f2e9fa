import "server-only";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/** Real records unpack to 5 to 60 times their size; a bomb to 1,000 times. */
const UNPACKED_RATIO_MAX = 250;
/** So much may come out of any file, however small it is. */
const UNPACKED_BYTES_FREE = 64 * 1024 * 1024;

/** The file unpacks to more than records do; the message says so. */
export class UnpackError extends Error {
  override name = "UnpackError";
}

/**
 * The content of a gzip file, chunk by chunk; the signal is looked at for each, because a small file may hold much.
 * @throws UnpackError when it is a bomb; the error of zlib when it is truncated or damaged; the reason of the signal
 */
export async function* unpack(content: AsyncIterable<Buffer>, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let packed = 0;
  let unpacked = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      packed += chunk.length;
      yield chunk;
    }
  }
  // The error of the source arrives through the pipeline's own destruction of the gunzip stream.
  const gunzip = pipeline(counted(), createGunzip(), () => {}) as unknown as AsyncIterable<Buffer>;
  for await (const chunk of gunzip) {
    signal?.throwIfAborted();
    unpacked += chunk.length;
    if (unpacked > UNPACKED_BYTES_FREE && unpacked > packed * UNPACKED_RATIO_MAX) {
      throw new UnpackError(`the gzip file unpacks to more than ${UNPACKED_RATIO_MAX} times its size`);
    }
    yield chunk;
  }
}

/**
 * Reads a gzip file to its end and its checksum, keeping nothing.
 * @throws what unpack throws
 */
export async function assertWholeGzip(content: AsyncIterable<Buffer>, signal?: AbortSignal): Promise<void> {
  for await (const _ of unpack(content, signal)) {
    // Only read.
  }
}
