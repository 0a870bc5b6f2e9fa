export { findChartVersion, readChart } from "./chart-version";
export { getSummary } from "./get-summary";
export { listRecords } from "./list-records";
export type { PatientSummary, RecordType, TimelineItem, TimelinePage } from "./schema";
