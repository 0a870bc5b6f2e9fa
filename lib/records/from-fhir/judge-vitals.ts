import "server-only";
import { isAdultAt, judgeAdultVital } from "../rules";
import { gravest } from "./abnormality";
import type { DraftComponent, RecordDraft } from "./record-draft";

function judgeComponent(component: DraftComponent): DraftComponent {
  const { code, value, unit, abnormal } = component;
  const judged = abnormal ?? (code && value ? judgeAdultVital(code, value, unit) : null);
  return judged ? { ...component, abnormal: judged } : component;
}

/** Marks an adult's vital signs that lie outside the usual limits, where the source itself says nothing of them. */
export function judgeVitals(draft: RecordDraft, birthDate: string | null | undefined): RecordDraft {
  if (draft.type !== "observation" || draft.abnormal || !isAdultAt(birthDate, draft.at)) return draft;
  const components = draft.components?.map(judgeComponent);
  const own =
    draft.code && draft.valueNumber
      ? judgeAdultVital(draft.code, draft.valueNumber, draft.unit ?? null)
      : null;
  const abnormal = own ?? gravest((components ?? []).map((component) => component.abnormal));
  return abnormal ? { ...draft, components, abnormal } : draft;
}
