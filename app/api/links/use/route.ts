import { parseInput, publicRoute, Reply, readJsonBody } from "@/lib/http";
import { LinkUse, redeemLink } from "@/lib/people";

export const POST = publicRoute({ name: "POST /api/links/use" }, async (request, caller) => {
  const body = parseInput(LinkUse, await readJsonBody(request), "body");
  return new Reply(await redeemLink(body, caller));
});
