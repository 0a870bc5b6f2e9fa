import { AppError } from "@/lib/errors";
import { publicRoute } from "@/lib/http";

const missing = publicRoute({ name: "/api/*" }, async () => {
  throw new AppError("not_found", "There is no such address in this API.");
});

export { missing as DELETE, missing as GET, missing as PATCH, missing as POST, missing as PUT };
