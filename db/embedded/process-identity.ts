import "server-only";
import { startOf } from "./start-of.mjs";

/** Identity of a process as text, to be kept in a file. */
export function identityOf(pid: number): string {
  return `${pid} ${startOf(pid) ?? ""}`;
}

/** Whether the process a file speaks of still runs. */
export function isAlive(identity: string): boolean {
  const [pidText = "", start = ""] = identity.trim().split(" ");
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  return startOf(pid) === start;
}
