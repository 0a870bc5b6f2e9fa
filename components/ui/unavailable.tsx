import { Empty } from "./empty";

/** What stands in the place of a page while the service cannot answer. The link asks for the page anew, without any script. */
export function Unavailable({ detail, path }: { detail: string; path: string }) {
  return (
    <div className="grid min-h-[50dvh] place-items-center">
      <Empty title="The service cannot answer at the moment">
        <p className="mb-3">{detail}</p>
        <a className="underline" href={path}>
          Try again
        </a>
      </Empty>
    </div>
  );
}
