import type { Metadata } from "next";
import { connection } from "next/server";
import { Brand } from "@/components/session/brand";
import { SetPassword } from "@/components/session/set-password";

export const metadata: Metadata = { title: "Set your password", referrer: "no-referrer" };

/** The link's secret stands behind # in the address: only the browser knows it, and it is sent in a body. */
export default async function SetPasswordPage() {
  // A page made ahead of the request has no nonce, so its scripts would not run.
  await connection();
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-[380px]">
        <Brand />
        <SetPassword />
      </div>
    </main>
  );
}
