import type { ReactNode } from "react";

type Props = { who: ReactNode; how: ReactNode; when: ReactNode; act: ReactNode; error: string | null };

/** A row of what is open at the moment, a session or a token: whose, by what, since when, and the button that ends it. */
export function EntryRow({ who, how, when, act, error }: Props) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 py-2 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_220px_auto]">
      <div className="min-w-0">{who}</div>
      <div className="min-w-0 text-small max-md:col-start-1">{how}</div>
      <div className="figures text-small text-muted max-md:col-start-1">
        {error ? (
          // In the place of two lines, so that no other row moves.
          <p role="alert" className="line-clamp-2 text-danger" title={error}>
            {error}
          </p>
        ) : (
          when
        )}
      </div>
      <div className="w-28 text-right max-md:col-start-2 max-md:row-span-3 max-md:row-start-1">{act}</div>
    </li>
  );
}
