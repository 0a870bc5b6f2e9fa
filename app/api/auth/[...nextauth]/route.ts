import NextAuth from "next-auth";
import { nextAuthOptions, signInCall } from "@/lib/auth";
import { publicRoute } from "@/lib/http";

const nextAuth = NextAuth as unknown as (
  options: ReturnType<typeof nextAuthOptions>,
) => (request: Request, segment: unknown) => Promise<Response>;

const handler = publicRoute({ name: "/api/auth/*" }, async (request, caller, segment) => {
  const call: Parameters<typeof signInCall.run>[0] = { caller };
  const response = await signInCall.run(call, () => nextAuth(nextAuthOptions())(request, segment));
  if (call.refusal) throw call.refusal;
  return response;
});

export { handler as GET, handler as POST };
