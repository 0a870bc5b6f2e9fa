import { signInWithForm, signOutWithForm, startForm } from "@/app/sign-in-forms";
import { AppError } from "@/lib/errors";
import { publicRoute } from "@/lib/http";

const missing = () => new AppError("not_found", "There is no such address in this API.");

async function actionOf(segment: { params: Promise<Record<string, string | string[]>> }): Promise<string> {
  return [(await segment.params).nextauth ?? []].flat().join("/");
}

export const GET = publicRoute({ name: "GET /api/auth/*" }, async (request, _caller, segment) => {
  if ((await actionOf(segment)) === "csrf") return startForm(request);
  throw missing();
});

// Of next-auth's addresses the three that this product uses; its pages, its log and its listings do not exist here.
export const POST = publicRoute({ name: "POST /api/auth/*" }, async (request, caller, segment) => {
  const action = await actionOf(segment);
  if (action === "callback/credentials") return signInWithForm(request, caller);
  if (action === "signout") return signOutWithForm(request, caller);
  throw missing();
});
