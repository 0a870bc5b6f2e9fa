import "server-only";
import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { Caller } from "@/lib/auth";

const REQUEST_ID = /^[\w-]{8,64}$/;
/** Both set by our own server whatever the client sent; see scripts/server/web/name-caller.ts. */
const PEER_HEADER = "x-swiftchart-peer";
const FORWARDED_HEADER = "x-swiftchart-forwarded";

/** The caller's network address: the socket's, or what a proxy of TRUST_PROXY says; `null` when our server did not tell. */
export function peerAddress(headers: Headers): string | null {
  const peer = headers.get(PEER_HEADER) ?? "";
  return isIP(peer) ? peer : null;
}

/** Whether a program on this machine asks without any proxy in between, trusted or not. */
export function isFromThisMachine(headers: Headers): boolean {
  const peer = peerAddress(headers);
  return (peer === "::1" || /^127\./.test(peer ?? "")) && !headers.has(FORWARDED_HEADER);
}

/** The request's id: the client's own when it is a sane one. */
export function requestIdOf(given: string | string[] | null | undefined): string {
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}

/** What every use case wants to know of a request. */
export function callerOf(headers: Headers): Caller {
  const purpose = headers.get("purpose") ?? headers.get("sec-purpose") ?? headers.get("next-router-prefetch");
  return {
    requestId: requestIdOf(headers.get("x-request-id")),
    ip: peerAddress(headers),
    isBackground: headers.get("x-swiftchart-background") === "1",
    isPrefetch: purpose !== null && purpose !== "",
    userAgent: headers.get("user-agent"),
  };
}
