import "server-only";
import { createHash } from "node:crypto";
import { isUuid } from "@/lib/tenancy";

/** System of the identifier under which a resource's own id is kept when it is stored under another. */
export const SOURCE_ID = "urn:swiftchart:source-id";

/** A name-based UUID (RFC 9562 version 5) in the namespace of a tenant: the same name, the same id, on every import. */
export function namedId(tenantId: string, name: string): string {
  const namespace = Buffer.from(tenantId.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(namespace).update(name, "utf8").digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The UUID in `urn:uuid:…`, in lower case; null when the URL is none. */
export function uuidOfUrn(url: string | null | undefined): string | null {
  const match = /^urn:uuid:(.+)$/i.exec(url ?? "");
  return match?.[1] && isUuid(match[1]) ? match[1].toLowerCase() : null;
}

/** The id under which a plain `Type/id` is stored here unless it came with another. */
export function storedIdOf(tenantId: string, type: string, id: string): string {
  return isUuid(id) ? id.toLowerCase() : namedId(tenantId, `${type}/${id}`);
}

/**
 * The id a resource gets: its own when that is a UUID, else the one of its urn:uuid address, else one made of type and id.
 * A resource without any is known by its content.
 */
export function candidateId(
  tenantId: string,
  resource: { type: string; sourceId: string | null; fullUrl: string | null; hash: string },
): string {
  const { type, sourceId, fullUrl, hash } = resource;
  if (sourceId && isUuid(sourceId)) return sourceId.toLowerCase();
  const urn = uuidOfUrn(fullUrl);
  if (urn) return urn;
  return namedId(tenantId, sourceId ? `${type}/${sourceId}` : `${type}#${hash}`);
}
