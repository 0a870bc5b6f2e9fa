import { Settings, Users, WifiOff } from "@/components/ui/icons";
import { ConnectionMark } from "./connection-mark";
import { RailLink } from "./rail-link";

const PLACES = [
  { href: "/patients", label: "Patients", needs: "patient:search", Icon: Users },
  { href: "/admin", label: "Admin", needs: "user:manage", Icon: Settings },
] as const;

/** The places that the role may go to: at the side, at the bottom below 900 px. Drawn by the server: its icons are no script. */
export function Rail({ permissions }: { permissions: readonly string[] }) {
  return (
    <nav
      aria-label="Main"
      className="relative row-start-2 flex flex-col items-center gap-1 border-r border-line bg-surface py-2 max-[899px]:row-start-3 max-[899px]:flex-row max-[899px]:justify-around max-[899px]:border-t max-[899px]:border-r-0 max-[899px]:py-0"
    >
      {PLACES.filter((place) => permissions.includes(place.needs)).map(({ href, label, Icon }) => (
        <RailLink key={href} href={href} label={label}>
          <Icon aria-hidden className="size-5" />
        </RailLink>
      ))}
      <ConnectionMark icon={<WifiOff aria-hidden className="size-4" />} />
    </nav>
  );
}
