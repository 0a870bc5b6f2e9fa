export { getBalance } from "./get-balance";
export { listLedger } from "./list-ledger";
export type { Balance, LedgerEntry, LedgerPage } from "./schema";
