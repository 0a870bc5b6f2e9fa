import type { Metadata } from "next";
import { connection } from "next/server";
import { Doorway } from "@/components/session/doorway";
import { SetPassword } from "@/components/session/set-password";

export const metadata: Metadata = { title: "Set your password", referrer: "no-referrer" };

/** The link's secret stands behind # in the address: only the browser knows it, and it is sent in a body. */
export default async function SetPasswordPage() {
  // A page made ahead of the request has no nonce, so its scripts would not run.
  await connection();
  return (
    <Doorway>
      <SetPassword />
    </Doorway>
  );
}
