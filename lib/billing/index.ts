export { getBalance } from "./get-balance";
export { listBalances } from "./list-balances";
export { loadLedger } from "./load-ledger";
export { chargeFromClaim, type MoneyDraft, paymentFromBenefit } from "./money-from-fhir";
export { type ImportedMoney, postImportedEntries } from "./post-imported-entries";
export type { LedgerPage } from "./schema";
