import { publicRoute, Reply } from "@/lib/http";
import { checkReadiness } from "@/lib/readiness";

export const dynamic = "force-dynamic";
export const GET = publicRoute({ name: "GET /ready", isProbe: true }, async () => {
  const readiness = await checkReadiness();
  return new Reply(readiness, { status: readiness.status === "unavailable" ? 503 : 200 });
});
