import { Reply, route, withEtag, write } from "@/lib/http";
import { changePatient, getPatient, patientChange } from "@/lib/patients";

export const GET = route(
  { name: "GET /api/patients/:id", permission: "patient:read" },
  async (ctx, { params }) => {
    const patient = await getPatient(ctx, params.patientId ?? "");
    // The version, which If-Match names; when they were last seen moves without one.
    return withEtag(patient, `${patient.version}.${Date.parse(patient.lastSeenAt ?? "") || 0}`);
  },
);

export const PATCH = write(
  { name: "PATCH /api/patients/:id", permission: "patient:write", body: patientChange, ifMatch: true },
  async (ctx, tx, { body, params, version }) => {
    const patient = await changePatient(tx, ctx, {
      patientId: params.patientId ?? "",
      version,
      change: body,
    });
    return new Reply(patient, { etag: String(patient.version) });
  },
);
