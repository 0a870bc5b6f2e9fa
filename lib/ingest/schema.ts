/** What happened to the resources of one type. */
export type TypeCounts = { created: number; updated: number; unchanged: number; rejected: number };

/** Something that did not go in. `index`: entry of the bundle or line of the NDJSON file, from 0; null for a whole file. */
export type Rejection = {
  file: string;
  index: number | null;
  resourceType: string | null;
  id: string | null;
  reason: string;
};

/** A reference kept as written because its target is neither in the import nor stored. `from` is `Type/id` of the holder. */
export type UnresolvedReference = { file: string; from: string; path: string; reference: string };

/** A Claim or ExplanationOfBenefit that moved no money, and why. */
export type WithoutEntry = { file: string; resourceType: string; id: string; reason: string };

export type ImportReport = {
  resources: Record<string, TypeCounts>;
  rejected: Rejection[];
  unresolved: UnresolvedReference[];
  withoutEntry: WithoutEntry[];
  /** References of earlier imports that found their target now. */
  completed: number;
  files: number;
  /** Files in folders and archives that are neither JSON nor NDJSON. */
  ignored: number;
  seconds: number;
  /** Why it ended before the end; absent when everything was read. */
  interrupted?: string;
};

/** How far an import is: bytes read of the files named, and resources that are in. */
export type ImportProgress = { bytes: number; totalBytes: number; resources: number; file: string };

export type ImportOptions = {
  onProgress?: (progress: ImportProgress) => void;
  /** Aborting ends the import after the transaction that is running. */
  signal?: AbortSignal;
};
