"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "@/components/forms/use-act";
import { formatWhen } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { KeyRound } from "@/components/ui/icons";
import { isolate } from "@/components/ui/isolate";
import { lazily } from "@/components/ui/lazily";
import { toast } from "@/components/ui/toast";
import type { PersonToken } from "@/lib/people/schema";
import { tokensQuery } from "./admin-query";
import { EntryRow } from "./entry-row";
import { LoadState } from "./load-state";

const TokenDialog = lazily(() => import("./token-dialog").then((m) => m.TokenDialog));

/** The tokens by which programs act as a person of the clinic. */
export function Tokens({ first }: { first: { items: PersonToken[] } }) {
  const query = useQuery({ ...tokensQuery, initialData: first });
  const [isOpen, setOpen] = useState(false);
  const { items } = query.data;
  return (
    <section aria-labelledby="tokens-title" className="min-h-0 overflow-y-auto">
      <header className="sticky top-0 z-10 flex flex-wrap items-center gap-3 border-b border-line bg-canvas px-4 py-3">
        <h1 id="tokens-title" className="text-title font-semibold">
          API tokens
        </h1>
        <Button look="primary" className="ml-auto" onClick={() => setOpen(true)}>
          <KeyRound aria-hidden className="size-4" /> New token
        </Button>
      </header>
      {items.length === 0 ? (
        <Empty title="No program has a token">
          A token lets a program, such as a laboratory interface, do what the person it belongs to may do.
        </Empty>
      ) : (
        <ul aria-label="API tokens">
          {items.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
      <LoadState error={query.error} retry={() => void query.refetch()} />
      {isOpen ? <TokenDialog onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

function TokenRow({ token }: { token: PersonToken }) {
  const clinic = useClinic();
  const queries = useQueryClient();
  const { isBusy, error, run } = useAct();
  const revoke = () =>
    run({ method: "DELETE", path: `/api/tokens/${token.id}`, body: undefined }, () => {
      toast(`“${isolate(token.name)}” was revoked.`);
      void queries.invalidateQueries({ queryKey: ["admin", "tokens"] });
    });
  return (
    <EntryRow
      who={
        <>
          <bdi className="block truncate text-left font-medium">{token.name}</bdi>
          <span className="block truncate text-small text-muted">
            {token.createdByName ? (
              <>
                made by <bdi>{token.createdByName}</bdi>
              </>
            ) : (
              "made on the command line"
            )}
          </span>
        </>
      }
      how={
        <>
          <span className="block truncate">
            acts as <bdi>{token.userName}</bdi>
          </span>
          <span className="block truncate text-muted">{token.userEmail}</span>
        </>
      }
      when={
        <>
          <span className="block">Until {formatWhen(token.expiresAt, clinic)}</span>
          <span className="block">Made {formatWhen(token.createdAt, clinic)}</span>
        </>
      }
      act={
        <Button onClick={revoke} isBusy={isBusy} aria-label={`Revoke ${token.name}`}>
          {isBusy ? "Revoking…" : "Revoke"}
        </Button>
      }
      error={error}
    />
  );
}
