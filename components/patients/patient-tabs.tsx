import { TabBar } from "@/components/ui/tab-bar";
import { ChartAge } from "./chart-freshness";

/** The parts of a chart that the role may open. */
export function PatientTabs({
  patientId,
  permissions,
}: {
  patientId: string;
  permissions: readonly string[];
}) {
  const tabs = [
    { href: `/patients/${patientId}`, label: "Summary", needs: "patient:read" },
    { href: `/patients/${patientId}/records`, label: "Records", needs: "chart:read" },
    { href: `/patients/${patientId}/billing`, label: "Billing", needs: "billing:read" },
    { href: `/patients/${patientId}/details`, label: "Details", needs: "patient:write" },
  ].filter((tab) => permissions.includes(tab.needs));
  return <TabBar label="Chart" tabs={tabs} end={<ChartAge />} />;
}
