import { stream } from "@/lib/http";

/** Changes of people and settings, as they are committed. */
export const GET = stream({
  name: "GET /api/clinic/events",
  permission: "user:manage",
  action: "clinic.events.read",
  streamOf: async () => "clinic",
});
