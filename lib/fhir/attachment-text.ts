import "server-only";
import type { Attachment } from "@medplum/fhirtypes";

const EXCERPT_BYTES_MAX = 32_000;

/** The beginning of an inline plain-text attachment, for the full-text search; undefined for anything else. */
export function attachmentText(attachment: Attachment | undefined): string | undefined {
  if (!attachment?.data || !/^text\/plain\b/i.test(attachment.contentType ?? "")) return undefined;
  const charset = /charset="?([\w-]+)/i.exec(attachment.contentType ?? "")?.[1]?.toLowerCase();
  const head = attachment.data.replace(/\s/g, "").slice(0, Math.ceil(EXCERPT_BYTES_MAX / 3) * 4);
  const bytes = Buffer.from(head, "base64");
  return bytes.toString(charset === "iso-8859-1" ? "latin1" : "utf8").replaceAll("\0", " ");
}
