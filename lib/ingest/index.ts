export { importPaths } from "./import-paths";
export type { ImportOptions, ImportProgress, ImportReport, Rejection, TypeCounts } from "./schema";
