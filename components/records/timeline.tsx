"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useDebounced } from "@/components/patients/use-debounced";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";
import { VirtualList } from "@/components/ui/virtual-list";
import { RECORD_TYPES, type RecordType, type TimelinePage } from "@/lib/records/schema";
import { TIMELINE_ROWS, type TimelineFilter, timelineQuery } from "./timeline-query";
import { TimelineRow } from "./timeline-row";

const TYPE_WORDS: Record<RecordType, string> = {
  encounter: "Encounters",
  observation: "Observations",
  condition: "Problems",
  allergy: "Allergies",
  immunization: "Immunisations",
  medication: "Medications",
  procedure: "Procedures",
  report: "Reports",
  document: "Documents",
  note: "Notes",
};
const DEBOUNCE_MS = 120;

type Props = {
  patientId: string;
  chartVersion: string;
  first: TimelinePage;
  counts: Partial<Record<RecordType, number>>;
};

/** Everything in the chart, newest first: filtered by type, searched in full text, fetched as it is scrolled to. */
export function Timeline({ patientId, chartVersion, first, counts }: Props) {
  const [filter, setFilter] = useState<TimelineFilter>({ type: "", q: "" });
  const typed = useDebounced(filter.q.trim(), DEBOUNCE_MS);
  const asked = { type: filter.type, q: typed };
  const isUnfiltered = asked.type === "" && asked.q === "";
  const query = useInfiniteQuery({
    ...timelineQuery(patientId, asked, chartVersion),
    placeholderData: keepPreviousData,
    ...(isUnfiltered ? { initialData: { pages: [first], pageParams: [null] } } : {}),
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const onVisible = (_first: number, last: number) => {
    if (last > items.length - TIMELINE_ROWS / 2 && query.hasNextPage && !query.isFetchingNextPage)
      void query.fetchNextPage();
  };
  return (
    <section aria-label="Timeline" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TimelineFilters filter={filter} counts={counts} onChange={setFilter} />
      {query.isError && items.length === 0 ? (
        <Empty title="The timeline could not be read">
          <p className="mb-3">{query.error.message}</p>
          <Button onClick={() => void query.refetch()}>Try again</Button>
        </Empty>
      ) : items.length === 0 && !query.isFetching ? (
        <Empty title={isUnfiltered ? "Nothing recorded yet" : "Nothing matches"}>
          {isUnfiltered
            ? "Visits, measurements, results and documents stand here."
            : "Try another word, or all types."}
        </Empty>
      ) : (
        <VirtualList
          label="Entries of the chart"
          rowCount={items.length + (query.hasNextPage ? 1 : 0)}
          onVisible={onVisible}
          className="min-h-0"
          render={(index) => {
            const item = items[index];
            return item ? (
              <TimelineRow item={item} />
            ) : (
              <div className="late mx-4 mt-2 h-4 rounded bg-sunken" />
            );
          }}
        />
      )}
    </section>
  );
}

type FilterProps = {
  filter: TimelineFilter;
  counts: Partial<Record<RecordType, number>>;
  onChange: (filter: TimelineFilter) => void;
};

function TimelineFilters({ filter, counts, onChange }: FilterProps) {
  const types = RECORD_TYPES.filter((type) => (counts[type] ?? 0) > 0);
  return (
    <div className="flex items-center gap-2 border-b border-line px-4 py-1.5">
      <h2 className="mr-auto text-small font-semibold max-sm:sr-only">Timeline</h2>
      <Select
        label="Type of entry"
        hasHiddenLabel
        value={filter.type}
        onChange={(event) => onChange({ ...filter, type: event.target.value as TimelineFilter["type"] })}
      >
        <option value="">All types</option>
        {types.map((type) => (
          <option key={type} value={type}>
            {TYPE_WORDS[type]} ({counts[type]})
          </option>
        ))}
      </Select>
      <SearchField
        label="Search in this chart"
        className="w-52 max-w-full"
        value={filter.q}
        maxLength={200}
        onChange={(event) => onChange({ ...filter, q: event.target.value })}
      />
    </div>
  );
}
