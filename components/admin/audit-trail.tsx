"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { lazily } from "@/components/ui/lazily";
import { VirtualList } from "@/components/ui/virtual-list";
import { AuditFilters, NO_FILTERS } from "./audit-filters";
import { AUDIT_ROWS, type AuditRow, auditQuery, FILTERS, type Filters, filtersOf } from "./audit-query";
import { AuditLine } from "./audit-row";
import { LoadState } from "./load-state";

const AuditDialog = lazily(() => import("./audit-dialog").then((m) => m.AuditDialog));

/** Who did what, newest first; the filters are in the address, the rows come as one scrolls. */
export function AuditTrail({ people }: { people: readonly { id: string; name: string }[] }) {
  const address = useSearchParams();
  const filters = useMemo(() => filtersOf(new URLSearchParams(address)), [address]);
  const query = useInfiniteQuery({
    ...auditQuery(filters),
    placeholderData: (before) => before,
  });
  const [opened, setOpened] = useState<AuditRow | null>(null);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { hasNextPage, isFetchingNextPage, isPlaceholderData, error, fetchNextPage } = query;
  const narrow = useCallback((next: Filters) => {
    const kept = FILTERS.flatMap((name) => (next[name] ? [[name, next[name]]] : []));
    const text = new URLSearchParams(kept).toString();
    window.history.replaceState(null, "", text ? `?${text}` : window.location.pathname);
  }, []);
  const onVisible = (_first: number, last: number) => {
    if (last > rows.length - AUDIT_ROWS / 2 && hasNextPage && !isFetchingNextPage && !error)
      void fetchNextPage();
  };
  return (
    <section aria-labelledby="audit-title" className="grid min-h-0 grid-rows-[auto_auto_minmax(0,1fr)_auto]">
      <header className="flex items-center gap-3 px-4 pt-3">
        <h1 id="audit-title" className="text-title font-semibold">
          Audit trail
        </h1>
        {FILTERS.some((name) => filters[name]) ? (
          <Button look="quiet" className="-mr-2 ml-auto" onClick={() => narrow(NO_FILTERS)}>
            Clear filters
          </Button>
        ) : null}
        <Button
          className="w-28 first-of-type:ml-auto"
          isBusy={query.isFetching}
          onClick={() => void query.refetch()}
        >
          {query.isFetching ? "Reading…" : "Read again"}
        </Button>
      </header>
      <AuditFilters filters={filters} people={people} onChange={narrow} />
      <div className={`min-h-0 ${isPlaceholderData ? "opacity-60" : ""}`}>
        {query.data && rows.length === 0 ? (
          <Empty title="Nothing under these filters">
            Every read, search, sign-in, change and refusal of this clinic is here. Take a filter away to see
            more.
          </Empty>
        ) : (
          <VirtualList
            label="Events"
            className="h-full"
            rowCount={rows.length}
            onVisible={onVisible}
            render={(index) => {
              const row = rows[index];
              return row ? <AuditLine row={row} onOpen={() => setOpened(row)} /> : null;
            }}
          />
        )}
      </div>
      <LoadState error={error} retry={() => void query.refetch()} />
      {opened ? <AuditDialog row={opened} onClose={() => setOpened(null)} /> : null}
    </section>
  );
}
