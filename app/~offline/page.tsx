import type { Metadata } from "next";
import { connection } from "next/server";

export const metadata: Metadata = { title: "Offline" };

export default async function OfflinePage() {
  // Rendered with the nonce of its own answer, which is stored along with it.
  await connection();
  return (
    <main className="grid min-h-dvh place-items-center p-4 text-center">
      <div>
        <h1 className="text-title font-semibold">There is no network</h1>
        <p className="mt-1 max-w-[50ch] text-muted">
          No chart is kept on this device, so none can be shown. What you typed and had not saved is there
          again when the network is back.
        </p>
        <p className="mt-4">
          <a href="/patients" className="text-accent underline underline-offset-2">
            Try again
          </a>
        </p>
      </div>
    </main>
  );
}
