"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { UserPlus } from "@/components/ui/icons";
import { isolate } from "@/components/ui/isolate";
import { lazily } from "@/components/ui/lazily";
import { SearchField } from "@/components/ui/search-field";
import type { Person, PersonWithLink } from "@/lib/people/schema";
import { type PeoplePage, peopleQuery } from "./admin-query";
import { LoadState } from "./load-state";
import type { PersonAct } from "./person-act";
import { PersonRow } from "./person-row";

const InviteDialog = lazily(() => import("./invite-dialog").then((m) => m.InviteDialog));
const EditDialog = lazily(() => import("./edit-dialog").then((m) => m.EditDialog));
const ActDialog = lazily(() => import("./act-dialog").then((m) => m.ActDialog));
const LinkDialog = lazily(() => import("./link-dialog").then((m) => m.LinkDialog));

type Open = { is: "new" } | { is: "link"; person: PersonWithLink } | { is: PersonAct; person: Person } | null;

/** Everybody who works in the clinic, by name, with what an administrator may do about them. */
export function People({ first, ownId, now }: { first: PeoplePage; ownId: string; now: string }) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const initial = useMemo(() => ({ pages: [first], pageParams: [null] }), [first]);
  const query = useInfiniteQuery({
    ...peopleQuery(wanted),
    ...(wanted === "" ? { initialData: initial, initialDataUpdatedAt: Date.parse(now) } : {}),
    placeholderData: (before) => before,
  });
  const [open, setOpen] = useState<Open>(null);
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  // A dialog that ends late closes itself and not what was opened since.
  const close = () => setOpen((now) => (now === open ? null : now));
  return (
    <section aria-labelledby="people-title" className="min-h-0 overflow-y-auto">
      <header className="sticky top-0 z-10 flex flex-wrap items-center gap-3 border-b border-line bg-canvas px-4 py-3">
        <h1 id="people-title" className="text-title font-semibold max-sm:w-full">
          People
        </h1>
        <SearchField
          label="Name or address"
          className="w-64 max-sm:flex-1"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button look="primary" className="ml-auto" onClick={() => setOpen({ is: "new" })}>
          <UserPlus aria-hidden className="size-4" /> Invite
        </Button>
      </header>
      {people.length === 0 && !query.isFetching && !query.error ? (
        <Empty title={wanted ? `Nobody here is called “${isolate(wanted)}”` : "Nobody yet"}>
          Invite somebody: they get a link to set their own password.
        </Empty>
      ) : (
        <table className={`w-full md:table-fixed ${query.isPlaceholderData ? "opacity-60" : ""}`}>
          <caption className="sr-only">People of the clinic</caption>
          <thead className="text-left text-small text-muted max-md:hidden">
            <tr className="border-b border-line">
              <th className="py-1.5 pl-4 font-normal">Name</th>
              <th className="w-32 font-normal lg:w-36">Role</th>
              <th className="w-44 font-normal lg:w-60">Status</th>
              <th className="w-32 font-normal lg:w-44">Last seen</th>
              <th className="w-14">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                isSelf={person.id === ownId}
                now={new Date(now)}
                onAct={(is) => setOpen({ is, person })}
              />
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage ? (
        <p className="p-4 text-center">
          <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {query.isFetchingNextPage ? "Loading…" : "Show more people"}
          </Button>
        </p>
      ) : null}
      <LoadState error={query.error} retry={() => void query.refetch()} />
      {open?.is === "new" ? (
        <InviteDialog onClose={close} onInvited={(person) => setOpen({ is: "link", person })} />
      ) : open?.is === "link" ? (
        <LinkDialog person={open.person} onClose={close} />
      ) : open?.is === "edit" ? (
        <EditDialog person={open.person} onClose={close} />
      ) : open ? (
        <ActDialog
          act={open.is}
          person={open.person}
          onClose={close}
          onLink={(person) => setOpen({ is: "link", person })}
        />
      ) : null}
    </section>
  );
}
