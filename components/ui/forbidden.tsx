import { Empty } from "./empty";

/** What a role sees where it may not look. */
export function Forbidden({ what }: { what: string }) {
  return (
    <Empty title={`Your role may not see ${what}`}>
      An administrator of your clinic can change what your role may do.
    </Empty>
  );
}
