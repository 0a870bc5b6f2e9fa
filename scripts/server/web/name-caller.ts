import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** What a proxy tells of the request it forwards; believed only of a proxy that TRUST_PROXY names. */
const FORWARDING = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
];
/** Ours alone: what a client sends under these names is dropped. lib/http/request-facts.ts reads them. */
const PEER = "x-swiftchart-peer";
const FORWARDED = "x-swiftchart-forwarded";
const NEVER_THE_CLIENTS = new Set([PEER, FORWARDED]);

/** An address as PostgreSQL's inet takes it: no IPv4 inside IPv6, no zone, no port; `null` when it is none. */
export function toAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) ? bare : null;
}

/** The list of TRUST_PROXY (`loopback`, addresses, networks) as a test of an address. */
export function toTrust(list: string | undefined): (address: string) => boolean {
  const trusted = new BlockList();
  for (const entry of (list ?? "").split(",").map((part) => part.trim())) {
    const [address = "", prefix] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (entry === "loopback") {
      trusted.addSubnet("127.0.0.0", 8, "ipv4");
      trusted.addAddress("::1", "ipv6");
    } else if (isIP(address)) {
      if (prefix === undefined) trusted.addAddress(address, family);
      else trusted.addSubnet(address, Number(prefix), family);
    }
  }
  return (address) => trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** The last hop that is no trusted proxy; a hop that is no address ends the walk, since whatever stands before it is made up. */
function lastUntrusted(
  peer: string,
  forwardedFor: string | undefined,
  isTrusted: (a: string) => boolean,
): string {
  let caller = peer;
  for (const hop of (forwardedFor ?? "").split(",").reverse()) {
    if (!isTrusted(caller)) break;
    const address = toAddress(hop);
    if (address === null) break;
    caller = address;
  }
  return caller;
}

/**
 * Writes into the request's headers who sent it, whatever the client claims: the socket's address, or behind a trusted proxy the one
 * that proxy names. Forwarding headers of anybody else are removed. Returns whether the caller's connection is TLS.
 */
export function nameCaller(
  request: IncomingMessage,
  isTrusted: (address: string) => boolean,
): { isTls: boolean } {
  const { headers } = request;
  const peer = toAddress(request.socket.remoteAddress ?? "");
  const wasForwarded = FORWARDING.some((name) => headers[name] !== undefined);
  const isBelieved = peer !== null && wasForwarded && isTrusted(peer);
  const caller =
    isBelieved && peer ? lastUntrusted(peer, String(headers["x-forwarded-for"] ?? ""), isTrusted) : peer;
  const isTls = isBelieved && String(headers["x-forwarded-proto"]).split(",").at(-1)?.trim() === "https";
  const dropped = new Set(NEVER_THE_CLIENTS);
  if (!isBelieved) for (const name of FORWARDING) dropped.add(name);
  dropHeaders(request, dropped);
  const told = wasForwarded ? { [PEER]: caller ?? "", [FORWARDED]: "1" } : { [PEER]: caller ?? "" };
  for (const [name, value] of Object.entries(told)) {
    headers[name] = value;
    request.rawHeaders.push(name, value);
  }
  return { isTls };
}

function dropHeaders(request: IncomingMessage, names: ReadonlySet<string>): void {
  let isThere = false;
  for (const name of names) {
    if (request.headers[name] === undefined) continue;
    isThere = true;
    delete request.headers[name];
  }
  if (!isThere) return;
  const { rawHeaders } = request;
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) {
    if (names.has((rawHeaders[i] ?? "").toLowerCase())) rawHeaders.splice(i, 2);
  }
}
