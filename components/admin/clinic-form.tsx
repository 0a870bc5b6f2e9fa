"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useCallback, useMemo } from "react";
import { mergeValues } from "@/components/forms/merge-values";
import { SaveBar } from "@/components/forms/save-bar";
import { useFields } from "@/components/forms/use-fields";
import { useSave, type Values } from "@/components/forms/use-save";
import { useClinic } from "@/components/shell/clinic";
import { toast } from "@/components/ui/toast";
import type { ClinicSettings } from "@/lib/clinic/schema";
import { clinicQuery } from "./admin-query";
import { ClinicFields, DATE_ORDER_WORD, LABELS, UNIT_WORD } from "./clinic-fields";
import { LoadState } from "./load-state";
import { formatMoment, formatTime } from "./words";

const ConflictDialog = dynamic(
  () => import("@/components/forms/conflict-dialog").then((m) => m.ConflictDialog),
  { ssr: false },
);

function toValues(clinic: ClinicSettings): Values {
  const { name, locale, timeZone, currency, dateOrder, units, mrnPattern } = clinic;
  return { name, locale, timeZone, currency, dateOrder: dateOrder ?? "", units, mrnPattern };
}

function toRequest({ dateOrder, ...values }: Values) {
  const body = { ...values, dateOrder: dateOrder || null };
  return { method: "PATCH" as const, path: "/api/clinic", body };
}

const wordOf = (name: string, value: string): string =>
  (name === "dateOrder" ? DATE_ORDER_WORD[value] : name === "units" ? UNIT_WORD[value] : null) ?? value;

/** How the clinic writes things down. Two who change it at once each see what the other did. */
export function ClinicForm({ first }: { first: ClinicSettings }) {
  const { timeZone, locale } = useClinic();
  const queries = useQueryClient();
  const router = useRouter();
  const query = useQuery({ ...clinicQuery, initialData: first });
  const stored = query.data;
  const on = useMemo(() => ({ base: toValues(stored), version: String(stored.version) }), [stored]);
  const onSaved = useCallback(
    (saved: ClinicSettings) => {
      queries.setQueryData(clinicQuery.queryKey, saved);
      toast("Saved");
      // The shell and every date on it are written anew.
      router.refresh();
    },
    [queries, router],
  );
  const save = useSave<ClinicSettings>({ form: "clinic", version: on.version, toRequest, onSaved });
  const fields = useFields(on, save);
  const { state } = save;
  const zone = { timeZone, locale };
  const conflict = state.is === "conflict" ? (state.current as ClinicSettings) : null;
  return (
    <section aria-labelledby="clinic-title" className="min-h-0 overflow-y-auto px-4 pt-3">
      <h1 id="clinic-title" className="text-title font-semibold">
        Clinic
      </h1>
      <p className="mb-4 text-small text-muted">
        {stored.updatedByName
          ? `Last changed by ${stored.updatedByName}, ${formatMoment(stored.updatedAt, zone, new Date(first.updatedAt))}.`
          : "Not changed since it was made."}
      </p>
      <LoadState error={query.error} retry={() => void query.refetch()} />
      <form
        noValidate
        className="grid max-w-[520px] gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.submit(fields.values, fields.typedOn);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
        }}
      >
        <ClinicFields
          values={fields.values}
          errors={state.is === "refused" ? state.errors : {}}
          set={fields.set}
        />
        <SaveBar
          save={save}
          label="Save"
          isChanged={fields.isChanged}
          timeOf={(instant) => formatTime(instant, zone)}
          onDiscard={fields.discard}
        />
      </form>
      {conflict && state.is === "conflict" ? (
        <ConflictDialog
          by={`by ${conflict.updatedByName ?? "somebody"}, ${formatTime(conflict.updatedAt, zone)},`}
          {...mergeValues(fields.base, fields.values, toValues(conflict))}
          labelOf={(name) => LABELS[name] ?? name}
          textOf={wordOf}
          onResolve={(values) => save.submit(values, state.version)}
          onClose={save.dismiss}
        />
      ) : null}
    </section>
  );
}
