import { Panel } from "@/components/ui/panel";
import type { SummaryItem } from "@/lib/records/schema";
import { formatWhen } from "./format-moment";

type Props = {
  title: string;
  items: readonly SummaryItem[];
  empty: string;
  clinic: { locale: string; timeZone: string };
};
const SHOWN_AT_FIRST = 8;

/** A list of the summary; the rest of a long one opens in place. */
export function SummaryList({ title, items, empty, clinic }: Props) {
  const row = (item: SummaryItem) => (
    <li key={item.id} className="flex items-baseline justify-between gap-3 py-1">
      <span className="min-w-0">
        {item.title}
        {item.severity ? <span className="text-muted"> · {item.severity}</span> : null}
        {item.detail ? <span className="block text-small text-muted">{item.detail}</span> : null}
      </span>
      <time className="figures shrink-0 text-small text-muted">{formatWhen(item.at, clinic)}</time>
    </li>
  );
  const rest = items.slice(SHOWN_AT_FIRST);
  return (
    <Panel title={title} count={items.length}>
      {items.length === 0 ? <p className="py-1 text-muted">{empty}</p> : null}
      <ul>{items.slice(0, SHOWN_AT_FIRST).map(row)}</ul>
      {rest.length > 0 ? (
        <details>
          <summary className="cursor-pointer py-1 text-accent">Show {rest.length} more</summary>
          <ul>{rest.map(row)}</ul>
        </details>
      ) : null}
    </Panel>
  );
}
