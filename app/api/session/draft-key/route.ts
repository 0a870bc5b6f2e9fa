import { draftKey } from "@/lib/auth";
import { route } from "@/lib/http";

// A plain Response is `no-store`: a key is no more to be kept on a disk than what it seals.
export const GET = route({ name: "GET /api/session/draft-key", permission: "signed-in" }, async (ctx) =>
  Response.json({ key: draftKey(ctx) }),
);
