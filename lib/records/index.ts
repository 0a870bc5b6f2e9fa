export { findChartVersion, readChart } from "./chart-version";
export { judgeVitals } from "./from-fhir/judge-vitals";
export { CHART_TYPES, mapRecord } from "./from-fhir/map-record";
export type { MapContext, RecordDraft } from "./from-fhir/record-draft";
export { getSummary } from "./get-summary";
export { listRecords } from "./list-records";
export {
  type PatientSummary,
  RECORD_TYPES,
  type RecordType,
  type TimelineItem,
  type TimelinePage,
} from "./schema";
export { type ImportedRecord, storeImportedRecords } from "./store-imported-records";
