"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useAct } from "@/components/forms/use-act";
import { formatMoment } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { isolate } from "@/components/ui/isolate";
import { SearchField } from "@/components/ui/search-field";
import { toast } from "@/components/ui/toast";
import type { PersonSession } from "@/lib/people/schema";
import { sessionsQuery } from "./admin-query";
import { EntryRow } from "./entry-row";
import { LoadState } from "./load-state";

type Props = { first: { items: PersonSession[] }; search: string; now: string };

/** Who is signed in now, with what and from where; last used first. */
export function Sessions({ first, search, now }: Props) {
  const [text, setText] = useState(search);
  const query = useQuery({ ...sessionsQuery, initialData: first, initialDataUpdatedAt: Date.parse(now) });
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return query.data.items.filter((one) =>
      `${one.name} ${one.email} ${one.ip} ${one.device}`.toLowerCase().includes(wanted),
    );
  }, [query.data, text]);
  return (
    <section aria-labelledby="sessions-title" className="min-h-0 overflow-y-auto">
      <header className="sticky top-0 z-10 flex flex-wrap items-center gap-3 border-b border-line bg-canvas px-4 py-3">
        <h1 id="sessions-title" className="text-title font-semibold max-sm:w-full">
          Signed in now
        </h1>
        <SearchField
          label="Name, device or network"
          className="w-64 max-sm:w-full"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="figures ml-auto text-small text-muted" role="status">
          {shown.length} {shown.length === 1 ? "session" : "sessions"}
        </span>
      </header>
      {shown.length === 0 ? (
        <Empty title="No session fits">Clear the search to see everybody who is signed in.</Empty>
      ) : (
        <ul aria-label="Sessions">
          {shown.map((session) => (
            <SessionRow key={session.id} session={session} now={new Date(now)} />
          ))}
        </ul>
      )}
      <LoadState error={query.error} retry={() => void query.refetch()} />
    </section>
  );
}

function SessionRow({ session, now }: { session: PersonSession; now: Date }) {
  const clinic = useClinic();
  const queries = useQueryClient();
  const { isBusy, error, run } = useAct();
  const end = () =>
    run({ method: "DELETE", path: `/api/sessions/${session.id}`, body: undefined }, () => {
      toast(`A session of ${isolate(session.name)} was ended.`);
      void queries.invalidateQueries({ queryKey: ["admin", "sessions"] });
    });
  return (
    <EntryRow
      who={
        <>
          <bdi className="block truncate text-left font-medium">{session.name}</bdi>
          <span className="block truncate text-small text-muted">{session.email}</span>
        </>
      }
      how={
        <>
          <span className="block truncate">{session.device}</span>
          <span className="figures block truncate text-muted">{session.ip ?? "network unknown"}</span>
        </>
      }
      when={
        <>
          <span className="block">Last active {formatMoment(session.lastActiveAt, clinic, now)}</span>
          <span className="block">
            Since {formatMoment(session.createdAt, clinic, now)}
            {session.isLocked ? " · locked" : ""}
          </span>
        </>
      }
      act={
        session.isOwn ? (
          <span className="text-small text-muted">this session</span>
        ) : (
          <Button onClick={end} isBusy={isBusy} aria-label={`End the session of ${session.name}`}>
            {isBusy ? "Ending…" : "End"}
          </Button>
        )
      }
      error={error}
    />
  );
}
