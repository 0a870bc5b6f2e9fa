import "server-only";
import { AppError } from "@/lib/errors";

const BODY_BYTES_MAX = 1024 * 1024;

/**
 * The request's JSON body, at most 1 MiB.
 * @throws AppError("unsupported_media_type" | "payload_too_large" | "malformed_request")
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw new AppError("unsupported_media_type", "Send the body as application/json.");
  }
  const text = new TextDecoder("utf-8", { fatal: true });
  try {
    return JSON.parse(text.decode(await readBytes(request)));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("malformed_request", "The body is not valid JSON in UTF-8.");
  }
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const tooLarge = () => new AppError("payload_too_large", "The body is larger than 1 MiB.");
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > BODY_BYTES_MAX) throw tooLarge();
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}
