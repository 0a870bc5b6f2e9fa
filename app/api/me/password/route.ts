import { Reply, write } from "@/lib/http";
import { changeOwnPassword, OwnPassword, preparePassword } from "@/lib/people";

export const POST = write(
  { name: "POST /api/me/password", permission: "signed-in", body: OwnPassword, prepare: preparePassword },
  async (ctx, tx, { prepared }) => new Reply(await changeOwnPassword(ctx, tx, prepared)),
);
