export { getSummary } from "./get-summary";
export { listLedger } from "./list-ledger";
export { listRecords } from "./list-records";
