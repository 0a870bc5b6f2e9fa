import { publicRoute } from "@/lib/http";

export const dynamic = "force-dynamic";
export const GET = publicRoute({ name: "GET /health" }, async () => ({ status: "ok" }));
