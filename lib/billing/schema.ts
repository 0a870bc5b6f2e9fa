export type EntryKind = "charge" | "payment" | "insurer-payment" | "adjustment" | "reversal";

/** Money is decimal text with exactly six places, never a JS number. */
export type LedgerEntry = {
  id: string;
  /** An instant, or the date that the source gave without a time. */
  postedAt: string;
  kind: EntryKind;
  /** Signed: what it adds to what the patient owes. */
  amount: string;
  currency: string;
  /** The balance after this entry, in posting order. */
  runningBalance: string;
  description: string;
  source: { type: string; id: string } | null;
  reverses?: string;
};

export type LedgerPage = { items: LedgerEntry[]; nextCursor: string | null };
export type Balance = { currency: string; amount: string; entries: number; asOf: string };
