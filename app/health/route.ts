import { publicRoute } from "@/lib/http";

export const dynamic = "force-dynamic";
export const GET = publicRoute({ name: "GET /health", isProbe: true }, async () => ({ status: "ok" }));
