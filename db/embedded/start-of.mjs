import { readFileSync } from "node:fs";

/**
 * When a process started, in the system's own ticks; with the pid it names a process for good, because pids are used again.
 * "" where the system does not tell (no /proc); `null` when there is no such process or it only waits to be reaped.
 * @param {number} pid
 * @returns {string | null}
 */
export function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (error.code !== "EPERM") return null;
  }
  try {
    // The command's name, in brackets, may itself hold spaces and brackets: fields count from the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? "");
  } catch {
    return "";
  }
}
