"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { formatWhen } from "@/components/patients/format-moment";
import { askApi } from "@/components/session/api-client";
import { useClinic } from "@/components/shell/clinic";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { LINE_HEIGHT } from "@/components/ui/row-height";
import { VirtualList } from "@/components/ui/virtual-list";
import type { EntryKind, LedgerEntry, LedgerPage } from "@/lib/billing/schema";
import { formatMoney } from "./format-money";

const PAGE = 100;
const KIND_WORD: Record<EntryKind, string> = {
  charge: "Charge",
  payment: "Payment",
  "insurer-payment": "Insurer's payment",
  adjustment: "Adjustment",
  reversal: "Reversal",
};

/** The entries that sum to the balance, newest first, each with the balance after it. */
export function Ledger({
  patientId,
  chartVersion,
  first,
}: {
  patientId: string;
  chartVersion: string;
  first: LedgerPage;
}) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ["ledger", patientId, chartVersion],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(PAGE), ...(pageParam ? { cursor: pageParam } : {}) });
      return (await askApi<LedgerPage>(`/api/patients/${patientId}/ledger?${query}`, { signal })).value;
    },
    getNextPageParam: (page) => page.nextCursor,
    initialData: { pages: [first], pageParams: [null] },
    staleTime: 60_000,
  });
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return <Empty title="No entries">Charges and payments of this patient stand here.</Empty>;
  const onVisible = (_first: number, last: number) => {
    if (last > items.length - PAGE / 2 && hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  };
  return (
    <div className="grid h-full min-h-0 grid-rows-[32px_minmax(0,1fr)_auto]">
      <div aria-hidden className={`${COLUMNS} border-b border-line text-small text-muted`}>
        <span>Date</span>
        <span className="max-md:hidden">Kind</span>
        <span>Description</span>
        <span className="text-right">Amount</span>
        <span className="text-right max-sm:hidden">Balance</span>
      </div>
      <VirtualList
        label="Entries of the account"
        rowCount={items.length}
        rowHeight={LINE_HEIGHT}
        onVisible={onVisible}
        render={(index) => (items[index] ? <LedgerRow entry={items[index]} /> : null)}
      />
      {error ? (
        <div role="alert" className="flex items-center gap-3 border-t border-line px-4 py-2 text-danger">
          {error.message}
          <Button onClick={() => void refetch()}>Try again</Button>
        </div>
      ) : null}
    </div>
  );
}

const COLUMNS =
  "grid items-center gap-x-3 px-4 grid-cols-[92px_minmax(0,1fr)_auto] sm:grid-cols-[92px_minmax(0,1fr)_120px_130px] md:grid-cols-[92px_140px_minmax(0,1fr)_120px_130px]";

function LedgerRow({ entry }: { entry: LedgerEntry }) {
  const clinic = useClinic();
  return (
    <div className={`${COLUMNS} h-full border-b border-line text-small`}>
      <time className="figures text-muted">{formatWhen(entry.postedAt, clinic)}</time>
      <span className="truncate text-muted max-md:hidden">{KIND_WORD[entry.kind]}</span>
      <span className="truncate text-body" title={entry.description}>
        {entry.description}
      </span>
      <span className="figures text-right font-medium">
        {formatMoney(entry.amount, entry.currency, clinic.locale)}
      </span>
      <span className="figures text-right text-muted max-sm:hidden">
        {formatMoney(entry.runningBalance, entry.currency, clinic.locale)}
      </span>
    </div>
  );
}
