import { page } from "@/app/page-entrance";
import { DemographicsForm } from "@/components/patients/demographics-form";
import { VersionList } from "@/components/patients/version-list";
import { getPatient, listPatientVersions } from "@/lib/patients";
import { openChart } from "../chart";

const VERSIONS_SHOWN = 50;

export default page(
  { name: "/patients/:id/details", permission: "patient:write", shows: "the registration" },
  async (ctx, { params, query }) => {
    const { patientId = "" } = params;
    if (!(await openChart(patientId))) return null;
    const [patient, history] = await Promise.all([
      getPatient(ctx, patientId),
      listPatientVersions(ctx, patientId, { limit: VERSIONS_SHOWN, cursor: query.before }),
    ]);
    const { locale, timeZone } = ctx.tenant;
    return (
      <div className="grid min-h-0 grid-cols-1 content-start overflow-y-auto min-[1100px]:grid-cols-[minmax(0,1fr)_380px] min-[1100px]:grid-rows-[minmax(0,1fr)] min-[1100px]:overflow-hidden">
        <div className="min-[1100px]:overflow-y-auto">
          <DemographicsForm key={patient.id} patient={patient} />
        </div>
        <div className="px-4 py-4 min-[1100px]:overflow-y-auto">
          <VersionList history={history} isFirst={!query.before} clinic={{ locale, timeZone }} />
        </div>
      </div>
    );
  },
);
