import "server-only";

/** The first entry of a backup: what is in it, so that room can be asked for before anything is written. */
export type BackupHead = { format: 1; madeAt: string; files: number; bytes: number };

export const HEAD = "swiftchart-backup.json";
/** The last entry; an archive without it was cut. */
export const TAIL = "swiftchart-backup-end.json";
/** Where the database's files stand in a backup, wherever they stand on the machine. */
export const CLUSTER = "postgres/";
/** What belongs to the database beside its files: without the secret nobody stays signed in, without postgres.json nobody gets in. */
export const BESIDE = ["auth-secret", "demo-sign-ins.json", "postgres.json"];

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576).toLocaleString("en")} MB`;
}
