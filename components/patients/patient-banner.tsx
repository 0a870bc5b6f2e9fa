import type { PatientSummary } from "@/lib/chart/schema";
import { AllergyStrip } from "./allergy-strip";
import { formatAge, fullName } from "./format";
import { dayOf, formatBirthDate, formatWhen } from "./format-moment";

const SEX_WORDS = { female: "F", male: "M", other: "Other", unknown: "Sex unknown" } as const;

/** Who the chart is about, always in sight: name, sex, birth date and age, MRN, allergies, and whether they have died. */
export function PatientBanner({
  summary,
  clinic,
  now,
}: {
  summary: PatientSummary;
  clinic: { locale: string; timeZone: string };
  now: Date;
}) {
  const { patient, allergies } = summary;
  const birthDate = patient.birthDateText ?? patient.birthDate;
  const age = formatAge(patient.birthDate, dayOf(patient.deceasedAt ?? now, clinic.timeZone));
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface px-4 py-2">
      <h1 className="min-w-0 text-title font-semibold tracking-tight wrap-anywhere">
        <bdi>{fullName(patient)}</bdi>
      </h1>
      <p className="figures flex flex-wrap gap-x-2 text-muted">
        <span>{SEX_WORDS[patient.sex]}</span>
        <span aria-hidden>·</span>
        <span>
          {formatBirthDate(birthDate, clinic.locale)}
          {age ? ` · ${age}` : ""}
        </span>
        <span aria-hidden>·</span>
        <span className="break-all">MRN {patient.mrn}</span>
      </p>
      {patient.deceased ? (
        <p className="rounded bg-ink px-2 text-small leading-6 font-semibold text-surface">
          Deceased{patient.deceasedAt ? ` ${formatWhen(patient.deceasedAt, clinic)}` : ""}
        </p>
      ) : null}
      <div className="ml-auto max-md:ml-0">
        <AllergyStrip allergies={allergies} />
      </div>
    </header>
  );
}
