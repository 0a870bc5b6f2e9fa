import { parseInput, publicRoute, readJsonBody } from "@/lib/http";
import { findLink, LinkToken } from "@/lib/people";

export const POST = publicRoute({ name: "POST /api/links" }, async (request, caller) => {
  const { token } = parseInput(LinkToken, await readJsonBody(request), "body");
  return findLink(token, caller);
});
