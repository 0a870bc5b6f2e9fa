import "server-only";
import { isIPv6 } from "node:net";

const GROUPS = 8;
/** Of an IPv6 address these lead to one customer; the rest they choose freely (RFC 6177). */
const NETWORK_GROUPS = 4;

/** The network that an address counts for: an IPv4 address is its own, an IPv6 address its /64. No address: "unknown". */
export function networkOf(ip: string | null): string {
  const address = ip
    ?.split("%", 1)[0]
    ?.toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, "");
  if (!address) return "unknown";
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const missing = tail === undefined ? 0 : GROUPS - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill("0"), ...right];
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}
