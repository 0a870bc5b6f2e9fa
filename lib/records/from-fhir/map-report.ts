import "server-only";
import type { DiagnosticReport } from "@medplum/fhirtypes";
import {
  attachmentText,
  codeColumns,
  codeOf,
  type Moment,
  textOf,
  textsOf,
  toMoment,
  toSpan,
} from "@/lib/fhir";
import { firstNameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

function momentOf(report: DiagnosticReport, timeZone: string): Moment & { endAt?: string } {
  const { effectiveDateTime, effectivePeriod, issued } = report;
  if (effectivePeriod) return toSpan(effectivePeriod, timeZone, "DiagnosticReport.effectivePeriod");
  return toMoment(effectiveDateTime ?? issued, timeZone, "DiagnosticReport.effective[x]");
}

/** Chart row of a DiagnosticReport; the value is its conclusion. Inline text is found by the search. */
export function mapReport(report: DiagnosticReport, context: MapContext): RecordDraft {
  return {
    type: "report",
    title: textOf(report.code) ?? "Report",
    ...codeColumns(report.code),
    ...momentOf(report, context.timeZone),
    status: report.status,
    category: codeOf(report.category?.[0]),
    valueText: report.conclusion ?? textsOf(report.conclusionCode),
    isRetracted: report.status === "entered-in-error",
    author: firstNameAt([...(report.resultsInterpreter ?? []), ...(report.performer ?? [])], context),
    searchTexts: [
      report.result?.map(({ display }) => display).join(" "),
      ...(report.presentedForm ?? []).flatMap((form) => [form.title, attachmentText(form)]),
    ],
  };
}
