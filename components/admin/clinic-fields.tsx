"use client";

import { useMemo } from "react";
import type { Values } from "@/components/forms/typed-text";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { isMrnPattern, LOCALES_OFFERED, toMrn } from "@/lib/clinic/rules";
import { dateOrderOf, writtenIn } from "@/lib/time/rules";

export const LABELS: Record<string, string> = {
  name: "Name",
  timeZone: "Time zone",
  locale: "Language and region",
  dateOrder: "Order of typed dates",
  currency: "Currency",
  units: "Units",
  mrnPattern: "Pattern of medical record numbers",
};
export const DATE_ORDER_WORD: Record<string, string> = {
  "": "By the language",
  "day-month-year": "Day, month, year",
  "month-day-year": "Month, day, year",
  "year-month-day": "Year, month, day",
};
export const UNIT_WORD: Record<string, string> = { metric: "Metric (kg, cm, °C)", us: "US (lb, in, °F)" };

type Props = { values: Values; errors: Record<string, string>; set: (name: string, value: string) => void };

/** The clinic's settings, each with what it means where that is not in its name. */
export function ClinicFields({ values, errors, set }: Props) {
  const timeZones = useMemo(() => ["UTC", ...Intl.supportedValuesOf("timeZone")], []);
  const currencies = useMemo(() => Intl.supportedValuesOf("currency"), []);
  const { name = "", locale = "", timeZone = "", currency = "", mrnPattern = "" } = values;
  const order = dateOrderOf(isKnown(locale) ? locale : "en-US");
  return (
    <>
      <Field
        label={LABELS.name ?? ""}
        name="name"
        autoComplete="off"
        value={name}
        error={errors.name}
        onChange={(event) => set("name", event.target.value)}
      />
      <Combobox
        label={LABELS.timeZone ?? ""}
        options={timeZones}
        value={timeZone}
        error={errors.timeZone}
        onChange={(value) => set("timeZone", value)}
      />
      <Combobox
        label={LABELS.locale ?? ""}
        options={LOCALES_OFFERED}
        value={locale}
        error={errors.locale}
        hint={isKnown(locale) ? sampleOf(locale) : undefined}
        onChange={(value) => set("locale", value)}
      />
      <Select
        label={LABELS.dateOrder ?? ""}
        name="dateOrder"
        hint={`A typed 03/12/1984 is ${meaningOf(values.dateOrder || order)}.`}
        value={values.dateOrder}
        error={errors.dateOrder}
        onChange={(event) => set("dateOrder", event.target.value)}
      >
        {Object.entries(DATE_ORDER_WORD).map(([value, word]) => (
          <option key={value} value={value}>
            {value === "" ? `${word} (${DATE_ORDER_WORD[order]?.toLowerCase()})` : word}
          </option>
        ))}
      </Select>
      <Combobox
        label={LABELS.currency ?? ""}
        options={currencies}
        value={currency}
        error={errors.currency}
        hint="Of new entries."
        onChange={(value) => set("currency", value)}
      />
      <Select
        label={LABELS.units ?? ""}
        name="units"
        value={values.units}
        error={errors.units}
        hint="For charts, later. What is recorded keeps its unit."
        onChange={(event) => set("units", event.target.value)}
      >
        {Object.entries(UNIT_WORD).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </Select>
      <Field
        label={LABELS.mrnPattern ?? ""}
        name="mrnPattern"
        autoComplete="off"
        spellCheck={false}
        hint={
          isMrnPattern(mrnPattern)
            ? `For patients registered here, later: ${toMrn(mrnPattern, 42)}`
            : "Capitals, digits and hyphens, then a # for each digit: WS-#######."
        }
        value={mrnPattern}
        error={errors.mrnPattern}
        onChange={(event) => set("mrnPattern", event.target.value)}
      />
    </>
  );
}

function isKnown(locale: string): boolean {
  return (LOCALES_OFFERED as readonly string[]).includes(locale);
}

function sampleOf(locale: string): string {
  return `Writes ${new Intl.NumberFormat(writtenIn(locale)).format(1234567.89)}.`;
}

function meaningOf(order: string): string {
  return order === "month-day-year" ? "the 12th of March" : "the 3rd of December";
}
