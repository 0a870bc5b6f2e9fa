import "server-only";
import { randomUUID } from "node:crypto";
import type { Caller } from "@/lib/auth";

const REQUEST_ID = /^[\w-]{8,64}$/;
/** Set by our own server from the socket, whatever the client sent; see scripts/server/http-server.mjs. */
const PEER_HEADER = "x-swiftchart-peer";

/** The caller's network address as the server saw it, or `null`. Behind a proxy on this machine, the one the proxy names last. */
export function peerAddress(headers: Headers): string | null {
  const peer = headers.get(PEER_HEADER)?.replace(/^::ffff:/, "") ?? null;
  if (!isLoopback(peer)) return peer;
  const forwarded = headers
    .get("x-forwarded-for")
    ?.split(",")
    .at(-1)
    ?.trim()
    .replace(/^::ffff:/, "");
  return forwarded && /^[0-9a-f.:]{2,45}$/i.test(forwarded) ? forwarded : peer;
}

/** Whether the address is of this machine. */
export function isLoopback(address: string | null): boolean {
  return address === "::1" || /^127\./.test(address ?? "");
}

/** What every use case wants to know of a request; the id is the client's when it is a sane one. */
export function callerOf(headers: Headers): Caller {
  const given = headers.get("x-request-id") ?? "";
  const purpose = headers.get("purpose") ?? headers.get("sec-purpose") ?? headers.get("next-router-prefetch");
  return {
    requestId: REQUEST_ID.test(given) ? given : randomUUID(),
    ip: peerAddress(headers),
    isBackground: headers.get("x-swiftchart-background") === "1",
    isPrefetch: purpose !== null && purpose !== "",
    userAgent: headers.get("user-agent"),
  };
}
