import { z } from "zod";
import { unlockSession, unmarkLocked } from "@/lib/auth";
import { FORM_BYTES_MAX, route } from "@/lib/http";

const body = z.object({ password: z.string().min(1, "is missing").max(200, "is too long") });

export const POST = route(
  {
    name: "POST /api/session/unlock",
    permission: "signed-in",
    body,
    allowLocked: true,
    bodyBytesMax: FORM_BYTES_MAX,
  },
  async (ctx, input) => {
    await unlockSession(ctx, input.body.password);
    return new Response(null, { status: 204, headers: { "Set-Cookie": unmarkLocked() } });
  },
);
