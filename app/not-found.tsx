/** Part of every page's first load, so a plain link: next/link would come with each of them. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-4 text-center">
      <div>
        <h1 className="text-title font-semibold">There is no such page</h1>
        <p className="mt-1">
          <a href="/patients" className="text-accent underline underline-offset-2">
            Go to the patients
          </a>
        </p>
      </div>
    </main>
  );
}
