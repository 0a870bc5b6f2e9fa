import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** Whether this system tells of its processes in files, as Linux does; all here is null or empty without. */
export function hasProcessFiles(): boolean {
  return existsSync("/proc/self/status");
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // Ended meanwhile.
    return "";
  }
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}

/** What a process holds in memory, in MB, with what it shares; null when it is gone. */
export function residentMB(pid: number): number | null {
  const kB = kilobytes(read(pid, "status"), "VmRSS");
  return kB > 0 ? (kB * 1024) / 1e6 : null;
}

/** How many files and sockets a process holds open; null when it is gone or another user's. */
export function openDescriptors(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

/**
 * Of several processes that share memory: what is their own, and what they share counted once, in MB. The kernel walks every page they
 * have touched, tens of milliseconds for each that shares a gigabyte: off this thread, and one after the other.
 */
export async function memoryOfGroup(pids: readonly number[]): Promise<{ ownMB: number; sharedMB: number }> {
  let own = 0;
  let shared = 0;
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    own += kilobytes(text, "Pss_Anon");
    shared += kilobytes(text, "Pss_Shmem");
  }
  return { ownMB: (own * 1024) / 1e6, sharedMB: (shared * 1024) / 1e6 };
}

/** Linux tells times of processes in hundredths of a second, whatever its clock does. */
const TICK_MS = 10;

/** Processor time of a process and of its children that have ended, in milliseconds; null when it is gone. */
export function processorMs(pid: number): number | null {
  const stat = read(pid, "stat");
  if (stat === "") return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // utime, stime, cutime and cstime are fields 14 to 17 of `pid (name) state …`.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;
}

/** The processes that this one has started and that still run. */
export function childrenOf(parent: number): number[] {
  if (!hasProcessFiles()) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      // `pid (name) state parent …`; a name may hold spaces and parentheses.
      const stat = read(pid, "stat");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
    });
}

/** The command line of a process, its words parted by spaces. */
export function commandLine(pid: number): string {
  return read(pid, "cmdline").replaceAll("\0", " ").trim();
}
