export { getSummary } from "./get-summary";
export { listLedger } from "./list-ledger";
export { listRecords } from "./list-records";
export { readChart } from "./read-chart";
export type { PatientSummary } from "./schema";
