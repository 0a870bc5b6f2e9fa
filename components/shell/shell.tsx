import type { ReactNode } from "react";
import { Search } from "@/components/ui/icons";
import { Rail } from "./rail";
import { SearchBox } from "./search-box";
import { UserMenu } from "./user-menu";

const SEARCH_ICON = "pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted";

type Props = { permissions: readonly string[]; children: ReactNode };

/** Bar at the top, rail at the side (at the bottom below 900 px), the page between them. */
export function Shell({ permissions, children }: Props) {
  return (
    <div className="grid h-dvh grid-cols-[56px_minmax(0,1fr)] grid-rows-[52px_minmax(0,1fr)] max-[899px]:grid-cols-1 max-[899px]:grid-rows-[52px_minmax(0,1fr)_52px]">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-2"
      >
        Skip to the page
      </a>
      <header className="col-span-full flex items-center gap-3 border-b border-line bg-surface px-3">
        <span className="grid w-8 place-items-center max-[899px]:hidden" title="Swiftchart">
          <span aria-hidden className="size-5 rounded-[5px] bg-accent" />
        </span>
        <SearchBox icon={<Search className={SEARCH_ICON} />} />
        <UserMenu />
      </header>
      <Rail permissions={permissions} />
      <main id="page" tabIndex={-1} className="row-start-2 min-h-0 min-w-0 outline-none">
        {children}
      </main>
    </div>
  );
}
