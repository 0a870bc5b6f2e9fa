import "server-only";
import { AppError } from "@/lib/errors";

/** What forms of a few words are sent in: those open to strangers, and what is sent to a page. */
export const FORM_BYTES_MAX = 16 * 1024;

/**
 * The request's JSON body, at most `bytesMax` bytes.
 * @throws AppError("unsupported_media_type" | "payload_too_large" | "malformed_request")
 */
export async function readJsonBody(request: Request, bytesMax = FORM_BYTES_MAX): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw new AppError("unsupported_media_type", "Send the body as application/json.");
  }
  const text = new TextDecoder("utf-8", { fatal: true });
  try {
    return JSON.parse(text.decode(await readBytes(request, bytesMax)));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("malformed_request", "The body is not valid JSON in UTF-8.");
  }
}

/**
 * The fields of a form, sent as application/x-www-form-urlencoded or as one JSON object of texts; at most `bytesMax` bytes.
 * @throws AppError("unsupported_media_type" | "payload_too_large") and AppError("malformed_request") for a field that is
 * not among `names`, is there twice or is not text
 */
export async function readForm<Name extends string>(
  request: Request,
  names: readonly Name[],
  bytesMax: number,
): Promise<Partial<Record<Name, string>>> {
  const type = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json" && type !== "application/x-www-form-urlencoded") {
    throw new AppError(
      "unsupported_media_type",
      "Send the form as application/x-www-form-urlencoded or as JSON.",
    );
  }
  const bytes = await readBytes(request, bytesMax);
  const malformed = (detail: string) => new AppError("malformed_request", detail);
  const fields: Record<string, string> = {};
  for (const [name, value] of entriesOf(bytes, type === "application/json", malformed)) {
    if (!names.includes(name as Name) || name in fields || typeof value !== "string")
      throw malformed(`The form takes these fields, each once and as text: ${names.join(", ")}.`);
    fields[name] = value;
  }
  return fields as Partial<Record<Name, string>>;
}

function entriesOf(
  bytes: Uint8Array,
  isJson: boolean,
  malformed: (detail: string) => AppError,
): Iterable<[string, unknown]> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!isJson) return new URLSearchParams(text);
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
  } catch {
    // Told below.
  }
  throw malformed(isJson ? "The body is not a JSON object in UTF-8." : "The body is not text in UTF-8.");
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError("payload_too_large", `The body is larger than ${bytesMax / 1024} KiB.`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge();
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > bytesMax) throw tooLarge();
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}
