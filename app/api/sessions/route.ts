import { route } from "@/lib/http";
import { listSessions } from "@/lib/people";

export const GET = route({ name: "GET /api/sessions", permission: "session:read" }, (ctx) =>
  listSessions(ctx),
);
