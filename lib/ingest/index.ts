export { importPaths } from "./import-paths";
export type { ImportProgress, ImportReport } from "./schema";
