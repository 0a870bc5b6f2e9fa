import Link from "next/link";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-4 text-center">
      <div>
        <h1 className="text-[20px] font-semibold">There is no such page</h1>
        <p className="mt-1">
          <Link href="/patients" className="text-accent underline underline-offset-2">
            Go to the patients
          </Link>
        </p>
      </div>
    </main>
  );
}
