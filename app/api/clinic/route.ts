import { ClinicChange, changeClinic, getClinic } from "@/lib/clinic";
import { Reply, route, withEtag, write } from "@/lib/http";

export const GET = route({ name: "GET /api/clinic", permission: "signed-in" }, async (ctx) => {
  const clinic = await getClinic(ctx);
  return withEtag(clinic, String(clinic.version));
});

export const PATCH = write(
  { name: "PATCH /api/clinic", permission: "clinic:manage", body: ClinicChange, ifMatch: true },
  async (ctx, tx, { body, version }) => {
    const clinic = await changeClinic(ctx, tx, { change: body, version });
    return new Reply(clinic, { etag: String(clinic.version) });
  },
);
