"use client";

import { formatMoment } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Ellipsis, TriangleAlert } from "@/components/ui/icons";
import { Menu } from "@/components/ui/menu";
import type { Person } from "@/lib/people/schema";
import type { PersonAct } from "./person-act";
import { statusOf } from "./words";

type Props = { person: Person; isSelf: boolean; now: Date; onAct: (act: PersonAct) => void };

/** One person: on a narrow screen role, status and last seen stand under the name. */
export function PersonRow({ person, isSelf, now, onAct }: Props) {
  const clinic = useClinic();
  const status = statusOf(person, clinic);
  const seen = formatMoment(person.lastSeenAt, clinic, now);
  const isOut = person.status === "deactivated";
  const statusText = (
    <span className={status.needsAttention ? "inline-flex items-center gap-1 text-warning" : "text-muted"}>
      {status.needsAttention ? <TriangleAlert aria-hidden className="size-4 shrink-0" /> : null}
      {status.text}
    </span>
  );
  return (
    <tr className="border-b border-line">
      <td className="py-2 pr-3 pl-4 align-top max-md:w-full max-md:max-w-0">
        <bdi
          className={`block truncate text-left font-medium ${isOut ? "text-muted" : ""}`}
          title={person.name}
        >
          {person.name}
          {isSelf ? <span className="ml-2 text-small font-normal text-muted">you</span> : null}
        </bdi>
        <span className="block truncate text-small text-muted" title={person.email}>
          {person.email}
        </span>
        <span className="mt-1 block text-small md:hidden">
          {ROLE_WORD[person.role]} · {statusText}
          <span className="figures block text-muted">Last seen {seen}</span>
        </span>
      </td>
      <td className={`py-2 align-top max-md:hidden ${isOut ? "text-muted" : ""}`}>
        {ROLE_WORD[person.role]}
      </td>
      <td className="py-2 pr-3 align-top text-small max-md:hidden">{statusText}</td>
      <td className="figures py-2 align-top text-small text-muted max-md:hidden">{seen}</td>
      <td className="w-14 py-1.5 pr-3 align-top">
        <div className="flex justify-end">
          <Menu
            label={`Actions for ${person.name}`}
            trigger={<Ellipsis aria-hidden className="size-4" />}
            items={actsOf(person, isSelf).map(({ act, label, isDanger }) => ({
              label,
              isDanger,
              onSelect: () => onAct(act),
            }))}
          />
        </div>
      </td>
    </tr>
  );
}

type Offered = { act: PersonAct; label: string; isDanger?: boolean };

function actsOf({ status }: Person, isSelf: boolean): Offered[] {
  if (status === "deactivated") return [{ act: "activate", label: "Activate" }];
  const link: Offered =
    status === "invited"
      ? { act: "invite", label: "New invitation link…" }
      : { act: "reset", label: "Reset password…" };
  const sessions: Offered[] =
    status === "active" && !isSelf ? [{ act: "end-sessions", label: "End all sessions…" }] : [];
  return [
    { act: "edit", label: "Edit…" },
    link,
    ...sessions,
    { act: "deactivate", label: "Deactivate…", isDanger: true },
  ];
}
