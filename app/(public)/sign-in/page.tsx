import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/session/sign-in-form";
import { identify } from "@/lib/auth";
import { callerOf } from "@/lib/http";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage() {
  const requestHeaders = new Headers(await headers());
  const isSignedIn = await identify(requestHeaders, callerOf(requestHeaders), { allowLocked: true }).then(
    () => true,
    () => false,
  );
  if (isSignedIn) redirect("/patients");
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-[360px]">
        <h1 className="mb-1 flex items-center gap-2 text-headline font-semibold tracking-tight">
          <span aria-hidden className="inline-block size-5 rounded-[5px] bg-accent" />
          Swiftchart
        </h1>
        <p className="mb-6 text-muted">Sign in with your clinic's account.</p>
        <SignInForm />
      </div>
    </main>
  );
}
