import "server-only";
import type { DocumentReference } from "@medplum/fhirtypes";
import { attachmentText, codeColumns, codeOf, textOf, toMoment, toSpan } from "@/lib/fhir";
import { firstNameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

/** Chart row of a DocumentReference, dated by when it was written, else by what it documents. Inline text is found by the search. */
export function mapDocument(document: DocumentReference, context: MapContext): RecordDraft {
  const attachments = (document.content ?? []).map(({ attachment }) => attachment);
  const titled = attachments.find((attachment) => attachment?.title)?.title;
  const written = toMoment(document.date, context.timeZone, "DocumentReference.date");
  const documented = toSpan(document.context?.period, context.timeZone, "DocumentReference.context.period");
  return {
    type: "document",
    title: textOf(document.type) ?? document.description ?? titled ?? "Document",
    ...codeColumns(document.type),
    ...(written.at === undefined ? documented : written),
    status: document.status,
    category: codeOf(document.category?.[0]),
    valueText: document.description ?? titled,
    isRetracted: document.status === "entered-in-error" || document.docStatus === "entered-in-error",
    author: firstNameAt(document.author, context),
    searchTexts: attachments.map(attachmentText),
  };
}
