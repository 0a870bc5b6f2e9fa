export { countRecords } from "./count-records";
export { findStoredRecords, readRecordVersions } from "./find-stored-records";
export { judgeVitals } from "./from-fhir/judge-vitals";
export { mapRecord } from "./from-fhir/map-record";
export type { RecordDraft } from "./from-fhir/record-draft";
export { listCurrent } from "./list-current";
export { listVitals } from "./list-vitals";
export { loadTimeline, type TimelineInput } from "./load-timeline";
export { rejudgeVitals } from "./rejudge-vitals";
export {
  RECORD_TYPES,
  type TimelinePage,
} from "./schema";
export { type ImportedRecord, storeImportedRecords } from "./store-imported-records";
export { toTimelineKeyset } from "./timeline-keyset";
