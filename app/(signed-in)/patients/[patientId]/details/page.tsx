import { refusePage } from "@/app/refuse-page";
import { DemographicsForm } from "@/components/patients/demographics-form";
import { VersionList } from "@/components/patients/version-list";
import { Forbidden } from "@/components/ui/forbidden";
import { getPatient, listPatientVersions } from "@/lib/patients";
import { openChart } from "../chart";

export default async function DetailsPage({ params }: { params: Promise<{ patientId: string }> }) {
  const { patientId } = await params;
  const chart = await openChart(patientId);
  if (!chart) return null;
  const { ctx } = chart;
  if (!ctx.permissions.has("patient:write")) {
    await refusePage(ctx, "/patients/:id/details", patientId);
    return <Forbidden what="the registration" />;
  }
  const [patient, versions] = await Promise.all([
    getPatient(ctx, patientId),
    listPatientVersions(ctx, patientId),
  ]);
  const { locale, timeZone } = ctx.tenant;
  return (
    <div className="grid min-h-0 grid-cols-1 content-start overflow-y-auto min-[1100px]:grid-cols-[minmax(0,1fr)_380px]">
      <DemographicsForm key={patient.id} patient={patient} />
      <div className="px-4 py-4">
        <VersionList versions={versions} clinic={{ locale, timeZone }} />
      </div>
    </div>
  );
}
