import "server-only";
import {
  findBundleFault,
  isRecord,
  type JsonFault,
  JsonSyntaxError,
  NumberDigits,
  parseExactJson,
} from "@/lib/fhir";
import type { Ctx } from "@/lib/tenancy";
import type { Batch } from "./batch";
import { type Entry, prepareBatch } from "./prepare-batch";
import { readFaultOf, type Source } from "./read-sources";
import { readLines, readText } from "./read-text";
import type { Rejection } from "./schema";

type Readable = Extract<Source, { content: unknown }>;
type Document = { entries: Entry[]; rejected: Rejection[] };

// A part of an NDJSON file that goes into one transaction.
const LINES_MAX = 500;
const LETTERS_MAX = 4_000_000;

function wholeFile(file: string, reason: string): Batch {
  const rejection = { file, index: null, resourceType: null, id: null, reason };
  return { file, items: [], rejected: [rejection], digits: new NumberDigits() };
}

function faultText({ path, reason }: JsonFault): string {
  const place = path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
  return place === "" ? reason : `${reason} (${place})`;
}

function isInEntry({ path }: JsonFault): boolean {
  return path[0] === "entry" && typeof path[1] === "number";
}

/** The entries of a bundle; what is wrong with the bundle itself is told apart from its resources. */
function openBundle(file: string, bundle: Record<string, unknown>, faults: readonly JsonFault[]): Document {
  const rejected: Rejection[] = [];
  const reject = (reason: string): void => {
    const id = typeof bundle.id === "string" ? bundle.id : null;
    rejected.push({ file, index: null, resourceType: "Bundle", id, reason });
  };
  if (bundle.type === "history") reject("a bundle of type history tells what was, not what is");
  const list = bundle.entry ?? [];
  if (!Array.isArray(list)) reject("Bundle.entry is not a list");
  if (rejected.length > 0) return { entries: [], rejected };
  const outside = faults.find((fault) => !isInEntry(fault));
  const fault = outside ? faultText(outside) : findBundleFault(bundle);
  if (fault) reject(fault);
  const faultAt = new Map<unknown, string>();
  for (const inside of faults) if (isInEntry(inside)) faultAt.set(inside.path[1], faultText(inside));
  const entries = (list as unknown[]).flatMap((entry, index) => toEntry(entry, index, faultAt.get(index)));
  return { entries, rejected };
}

/** An entry that brings a resource; a bare answer or the outcome of a search brings none. */
function toEntry(entry: unknown, index: number, fault: string | undefined): Entry[] {
  if (!isRecord(entry)) return [{ index, resource: undefined, fault: "the entry is no JSON object" }];
  const { resource, fullUrl, request, response, search } = entry;
  if (isRecord(search) && search.mode === "outcome") return [];
  if (resource === undefined && request === undefined && response !== undefined) return [];
  return [{ index, resource, fullUrl, request, fault }];
}

function openDocument(file: string, text: string, digits: NumberDigits): Document {
  const { value, faults } = parseExactJson(text, digits);
  if (isRecord(value) && value.resourceType === "Bundle") return openBundle(file, value, faults);
  const fault = faults[0] ? faultText(faults[0]) : undefined;
  return { entries: [{ index: 0, resource: value, fault }], rejected: [] };
}

async function toBatch(ctx: Ctx, file: string, document: Document, digits: NumberDigits): Promise<Batch> {
  const batch = await prepareBatch(ctx, { file, entries: document.entries, digits });
  return { ...batch, rejected: [...document.rejected, ...batch.rejected] };
}

async function readDocument(ctx: Ctx, { file, content }: Readable): Promise<Batch> {
  const digits = new NumberDigits();
  const text = await readText(content);
  return toBatch(ctx, file, openDocument(file, text, digits), digits);
}

/** A line of NDJSON is a resource, or a bundle, whose entries then all have the line's place. */
function openLine(
  { index, text }: { index: number; text: string },
  file: string,
  digits: NumberDigits,
): Document {
  try {
    const { entries, rejected } = openDocument(file, text, digits);
    return {
      entries: entries.map((entry) => ({ ...entry, index })),
      rejected: rejected.map((rejection) => ({ ...rejection, index })),
    };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return {
      entries: [{ index, resource: undefined, fault: error.message.replace("line 1, ", "") }],
      rejected: [],
    };
  }
}

async function* readLinesInBatches(ctx: Ctx, { file, content }: Readable): AsyncGenerator<Batch> {
  let digits = new NumberDigits();
  let gathered: Document = { entries: [], rejected: [] };
  let letters = 0;
  for await (const line of readLines(content)) {
    const opened: Document =
      "fault" in line
        ? { entries: [{ index: line.index, resource: undefined, fault: line.fault }], rejected: [] }
        : openLine(line, file, digits);
    gathered.entries.push(...opened.entries);
    gathered.rejected.push(...opened.rejected);
    letters += "text" in line ? line.text.length : 0;
    if (gathered.entries.length < LINES_MAX && letters < LETTERS_MAX) continue;
    yield await toBatch(ctx, file, gathered, digits);
    digits = new NumberDigits();
    gathered = { entries: [], rejected: [] };
    letters = 0;
  }
  if (gathered.entries.length > 0 || gathered.rejected.length > 0)
    yield await toBatch(ctx, file, gathered, digits);
}

/** What a source holds, in parts that are written in one transaction each; one that cannot be read is rejected as a whole. */
export async function* readBatches(ctx: Ctx, source: Source, signal?: AbortSignal): AsyncGenerator<Batch> {
  if (source.kind === "ignored") return;
  if (source.kind === "fault") {
    yield wholeFile(source.file, source.reason);
    return;
  }
  try {
    if (source.kind === "json") yield await readDocument(ctx, source);
    else yield* readLinesInBatches(ctx, source);
  } catch (error) {
    // Not read to its end, because somebody stopped the import: no fault of the file.
    if (signal?.aborted) return;
    yield wholeFile(source.file, readFaultOf(error));
  }
}
