import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Doorway } from "@/components/session/doorway";
import { SignInForm } from "@/components/session/sign-in-form";
import { identify, safeNextPath } from "@/lib/auth";
import { callerOf } from "@/lib/http";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { next } = await searchParams;
  const path = safeNextPath(typeof next === "string" ? next : null) ?? "/patients";
  const requestHeaders = new Headers(await headers());
  const isSignedIn = await identify(requestHeaders, callerOf(requestHeaders), { allowLocked: true }).then(
    () => true,
    () => false,
  );
  if (isSignedIn) redirect(path);
  return (
    <Doorway>
      <h1 className="mt-6 mb-1 text-title font-semibold">Sign in</h1>
      <p className="mb-4 text-muted">Use your clinic's account.</p>
      <SignInForm next={path} />
    </Doorway>
  );
}
