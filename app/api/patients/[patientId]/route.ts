import { Reply, route, withEtag, write } from "@/lib/http";
import { changePatient, getPatient, patientChange, registrationTag } from "@/lib/patients";

export const GET = route(
  { name: "GET /api/patients/:id", permission: "patient:read" },
  async (ctx, { params }) => {
    const patient = await getPatient(ctx, params.patientId ?? "");
    return withEtag(patient, registrationTag(patient));
  },
);

export const PATCH = write(
  { name: "PATCH /api/patients/:id", permission: "patient:write", body: patientChange, ifMatch: true },
  async (ctx, tx, { body, params, version }) => {
    const patient = await changePatient(ctx, tx, {
      patientId: params.patientId ?? "",
      version,
      change: body,
    });
    return new Reply(patient, { etag: String(patient.version) });
  },
);
