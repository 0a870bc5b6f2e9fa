"use client";

import { useRouter } from "next/navigation";
import { enterGoesOn } from "@/components/forms/enter-goes-on";
import { SaveBar } from "@/components/forms/save-bar";
import { changesOf, type Values } from "@/components/forms/typed-text";
import { useForm } from "@/components/forms/use-form";
import { formatMoment, formatTime } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import { lazily } from "@/components/ui/lazily";
import { toast } from "@/components/ui/toast";
import type { ClinicSettings } from "@/lib/clinic/schema";
import { ClinicFields, DATE_ORDER_WORD, LABELS, UNIT_WORD } from "./clinic-fields";

const ConflictDialog = lazily(() =>
  import("@/components/forms/conflict-dialog").then((m) => m.ConflictDialog),
);

function toValues(clinic: ClinicSettings): Values {
  const { name, locale, timeZone, currency, dateOrder, units, mrnPattern } = clinic;
  return { name, locale, timeZone, currency, dateOrder: dateOrder ?? "", units, mrnPattern };
}

function toRequest(values: Values, base: Values) {
  const { dateOrder, ...changes } = changesOf(values, base);
  const body = dateOrder === undefined ? changes : { ...changes, dateOrder: dateOrder || null };
  return { method: "PATCH" as const, path: "/api/clinic", body };
}

const wordOf = (name: string, value: string): string =>
  (name === "dateOrder" ? DATE_ORDER_WORD[value] : name === "units" ? UNIT_WORD[value] : null) ?? value;

/** How the clinic writes things down. Two who change it at once each see what the other did: ClinicEvents fetches the page anew. */
export function ClinicForm({ stored, now }: { stored: ClinicSettings; now: string }) {
  const { timeZone, locale } = useClinic();
  const router = useRouter();
  const form = useForm<ClinicSettings>({
    form: "clinic",
    stored: { base: toValues(stored), version: String(stored.version), row: stored },
    toBase: toValues,
    toRequest,
    onSaved: () => {
      toast("Saved");
      // The shell and every date on it are written anew.
      router.refresh();
    },
  });
  const { state } = form;
  const zone = { timeZone, locale };
  return (
    <section aria-labelledby="clinic-title" className="min-h-0 overflow-y-auto px-4 pt-3">
      <h1 id="clinic-title" className="text-title font-semibold">
        Clinic
      </h1>
      <p className="mb-4 truncate text-small text-muted">
        {stored.updatedByName
          ? `Last changed by ${stored.updatedByName}, ${formatMoment(stored.updatedAt, zone, new Date(now))}.`
          : "Not changed since it was made."}
      </p>
      <form
        ref={form.element}
        autoComplete="off"
        noValidate
        className="grid max-w-[520px] gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
        onKeyDown={enterGoesOn}
      >
        <ClinicFields
          values={form.values}
          errors={state.is === "refused" ? state.errors : {}}
          set={form.set}
        />
        <SaveBar form={form} label="Save" timeOf={(instant) => formatTime(instant, zone)} />
      </form>
      {state.is === "conflict" ? (
        <ConflictDialog
          by={`by ${state.current.updatedByName ?? "somebody"}, ${formatTime(state.current.updatedAt, zone)},`}
          base={form.base}
          mine={form.values}
          theirs={toValues(state.current)}
          labelOf={(name) => LABELS[name] ?? name}
          textOf={wordOf}
          onResolve={form.resolve}
          onClose={form.dismiss}
        />
      ) : null}
    </section>
  );
}
