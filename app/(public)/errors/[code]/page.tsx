import { notFound } from "next/navigation";
import { ERROR_CODES } from "@/lib/errors";

/** Where the `type` of a problem+json answer leads. */
export default async function ErrorCodePage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  const known = Object.entries(ERROR_CODES).find(([name]) => name === code)?.[1];
  if (!known) notFound();
  return (
    <main className="mx-auto max-w-[60ch] p-6">
      <h1 className="text-title font-semibold">{known.title}</h1>
      <p className="figures mt-1 text-muted">
        {code} · HTTP {known.status}
      </p>
      <p className="mt-3">
        The answer&rsquo;s detail says what to do. If you need help, give your operator the request id that
        came with it.
      </p>
    </main>
  );
}
