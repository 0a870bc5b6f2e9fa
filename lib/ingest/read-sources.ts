import "server-only";
import { createReadStream } from "node:fs";
import { lstat, opendir, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream";
import { extract } from "tar-stream";
import { assertWholeGzip, unpack } from "./unpack";

/** A file to import, on disk or in an archive; `content` must be read before the next source is asked for. */
export type Source =
  | { kind: "json" | "ndjson"; file: string; content: AsyncIterable<Buffer> }
  | { kind: "fault"; file: string; reason: string }
  | { kind: "ignored"; file: string };

type Format = { kind: "json" | "ndjson" | "tar"; gzip: boolean };
/** `onBytes` hears of each chunk of a file; the signal ends the reading at the next chunk with its reason. */
type Reading = { onBytes: (bytes: number) => void; signal: AbortSignal | undefined };

function formatOf(name: string): Format | null {
  const match = /\.(json|ndjson|jsonl|tar|tgz)(\.gz)?$/i.exec(name);
  const extension = match?.[1]?.toLowerCase();
  if (!extension) return null;
  if (extension === "tgz") return { kind: "tar", gzip: true };
  const kind = extension === "jsonl" ? "ndjson" : (extension as Format["kind"]);
  return { kind, gzip: match?.[2] !== undefined };
}

/** One line about why a file cannot be read, without the machine's own words where there are better ones. */
export function readFaultOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return "there is no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "the file may not be read (permission)";
  if (code === "Z_BUF_ERROR") return "the gzip file is truncated";
  if (code.startsWith("Z_")) return "the gzip file is damaged";
  return error instanceof Error ? error.message : String(error);
}

async function* readChunks(file: string, { onBytes, signal }: Reading): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    onBytes(chunk.length);
    yield chunk;
  }
}

/** An archive's entry. Whoever stops reading it early (it is too large, or damaged) must not destroy it: the archive would go with it. */
class ArchiveEntry {
  private readonly iterator: AsyncIterator<Buffer>;
  readonly content: AsyncGenerator<Buffer>;

  constructor(entry: AsyncIterable<Buffer>) {
    this.iterator = entry[Symbol.asyncIterator]();
    this.content = this.read();
  }

  private async *read(): AsyncGenerator<Buffer> {
    for (let next = await this.iterator.next(); !next.done; next = await this.iterator.next())
      yield next.value;
  }

  /** What was left unread must flow, or the archive stands still. */
  async drain(): Promise<void> {
    // Waits for a chunk that was asked for and is not there yet.
    await this.content.return(undefined);
    for (let next = await this.iterator.next(); !next.done; ) next = await this.iterator.next();
  }
}

async function* readArchive(
  file: string,
  content: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Source> {
  const archive = pipeline(content, extract(), () => {}) as unknown as ReturnType<typeof extract>;
  for await (const entry of archive) {
    const { name, type } = entry.header;
    const hidden = path.basename(name).startsWith(".");
    const format = type === "file" && !hidden ? formatOf(name) : null;
    const inner = `${file}:${name}`;
    const bytes = new ArchiveEntry(entry as unknown as AsyncIterable<Buffer>);
    if (format && format.kind !== "tar") {
      yield {
        kind: format.kind,
        file: inner,
        content: format.gzip ? unpack(bytes.content, signal) : bytes.content,
      };
    } else if (type === "file" && !hidden) {
      yield { kind: "ignored", file: inner };
    }
    await bytes.drain();
  }
}

async function* readFileAt(file: string, format: Format, reading: Reading): AsyncGenerator<Source> {
  const { signal } = reading;
  // Streamed formats are written while they are read: a truncated one must be known before the first row goes in.
  if (format.gzip && format.kind !== "json") {
    await assertWholeGzip(createReadStream(file) as AsyncIterable<Buffer>, signal);
  }
  const bytes = readChunks(file, reading);
  const content = format.gzip ? unpack(bytes, signal) : bytes;
  if (format.kind === "tar") yield* readArchive(file, content, signal);
  else yield { kind: format.kind, file, content };
}

// Others refer to these, so reading them first leaves fewer references to complete at the end.
const FIRST = [/organi[sz]ation|hospital|location/i, /practitioner/i, /^patient/i, /^encounter/i];

function rankOf(name: string): number {
  const rank = FIRST.findIndex((pattern) => pattern.test(name));
  return rank === -1 ? FIRST.length : rank;
}

async function* walk(folder: string): AsyncGenerator<string> {
  const names: { name: string; isFolder: boolean }[] = [];
  for await (const entry of await opendir(folder)) {
    if (!entry.name.startsWith(".")) names.push({ name: entry.name, isFolder: entry.isDirectory() });
  }
  names.sort((a, b) => rankOf(a.name) - rankOf(b.name) || (a.name < b.name ? -1 : 1));
  for (const { name, isFolder } of names) {
    const full = path.join(folder, name);
    if (isFolder) yield* walk(full);
    else yield full;
  }
}

async function* readPath(given: string, reading: Reading): AsyncGenerator<Source> {
  if ((await stat(given)).isDirectory()) {
    for await (const file of walk(given)) {
      const format = (await lstat(file)).isFile() ? formatOf(file) : null;
      if (!format) yield { kind: "ignored", file };
      else yield* guarded(file, readFileAt(file, format, reading), reading.signal);
    }
    return;
  }
  const format = formatOf(given);
  if (format) yield* readFileAt(given, format, reading);
  else yield { kind: "fault", file: given, reason: "not a .json, .ndjson, .tar file or a .gz of one" };
}

/** Turns what goes wrong while reading one file into a source that says so; the others are still read. */
async function* guarded(
  file: string,
  sources: AsyncGenerator<Source>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Source> {
  try {
    yield* sources;
  } catch (error) {
    if (signal?.aborted) return;
    yield { kind: "fault", file, reason: readFaultOf(error) };
  }
}

/** Everything there is to import at the paths, one after the other, folders in a stable order. */
export async function* readSources(
  paths: readonly string[],
  { onBytes = () => {}, signal }: Partial<Reading> = {},
): AsyncGenerator<Source> {
  const reading = { onBytes, signal };
  for (const given of paths) yield* guarded(given, readPath(given, reading), signal);
}

/** Bytes of all files at the paths, for a progress bar; what cannot be read counts nothing. */
export async function countBytes(paths: readonly string[]): Promise<number> {
  let total = 0;
  for (const given of paths) {
    try {
      const info = await stat(given);
      if (!info.isDirectory()) total += info.size;
      else for await (const file of walk(given)) total += formatOf(file) ? (await stat(file)).size : 0;
    } catch {
      // The import itself reports it.
    }
  }
  return total;
}
