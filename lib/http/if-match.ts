import "server-only";
import { AppError } from "@/lib/errors";

// `"7"`, as every write answers; a read's tag may say more after a dot (`"7.kd8s"`), of which only the version counts here.
const VERSION_TAG = /^(?:W\/)?"(\d{1,10})(?:\.[\w-]{1,64})?"$/;

/**
 * The version that a change is meant for, from If-Match; null when the header is absent.
 * @throws AppError("malformed_request") for anything but one entity tag that holds a version
 */
export function versionOfIfMatch(headers: Headers): number | null {
  const given = headers.get("if-match");
  if (given === null) return null;
  const version = VERSION_TAG.exec(given.trim())?.[1];
  if (version === undefined) {
    throw new AppError("malformed_request", 'If-Match needs the version that was read, in quotes: "7".');
  }
  return Number(version);
}

/**
 * Holds a locked row's version against the one the caller read.
 * @throws AppError("version_conflict") with the row as it is now, so that a form can show both
 */
export function assertVersion(row: { version: number }, wanted: number | null, current: unknown): void {
  if (wanted === null || row.version === wanted) return;
  throw new AppError(
    "version_conflict",
    "Somebody saved this meanwhile. Compare both versions, then save again on top of the newer one.",
    { current: { value: current, version: String(row.version) } },
  );
}
