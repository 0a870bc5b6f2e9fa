import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { nameCaller, toAddress, toTrust } from "./name-caller";

function asked(peer: string, given: Record<string, string>): IncomingMessage {
  const headers = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    headers,
    rawHeaders: Object.entries(given).flat(),
    socket: { remoteAddress: peer },
  } as unknown as IncomingMessage;
}

function callerOf(peer: string, given: Record<string, string>, trust?: string): string {
  const request = asked(peer, given);
  nameCaller(request, toTrust(trust));
  return String(request.headers["x-swiftchart-peer"]);
}

test("without TRUST_PROXY nothing a client says of itself counts, and nobody behind reads it", () => {
  const request = asked("127.0.0.1", {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.test",
    Forwarded: "for=203.0.113.9",
    "X-Swiftchart-Peer": "203.0.113.9",
    Accept: "*/*",
  });
  expect(nameCaller(request, toTrust(undefined))).toEqual({ isTls: false });
  expect(request.headers).toEqual({
    accept: "*/*",
    "x-swiftchart-peer": "127.0.0.1",
    "x-swiftchart-forwarded": "1",
  });
  expect(request.rawHeaders).toEqual([
    "Accept",
    "*/*",
    "x-swiftchart-peer",
    "127.0.0.1",
    "x-swiftchart-forwarded",
    "1",
  ]);
});

test.each([
  ["the address that the proxy names", "127.0.0.1", "203.0.113.9", "loopback", "203.0.113.9"],
  [
    "the last hop that is no proxy, not what the client wrote before it",
    "10.0.0.2",
    "127.0.0.1, 203.0.113.9, 10.0.0.1",
    "10.0.0.0/8",
    "203.0.113.9",
  ],
  ["the peer, when it is no trusted proxy", "203.0.113.7", "127.0.0.1", "loopback,10.0.0.0/8", "203.0.113.7"],
  ["the proxy, when it names no address", "10.0.0.2", "unknown", "10.0.0.2", "10.0.0.2"],
  [
    "the nearest hop known, when an earlier one is no address",
    "10.0.0.2",
    "'; DROP, 10.0.0.1",
    "10.0.0.0/8",
    "10.0.0.1",
  ],
  ["an address without its port", "::1", "[2001:db8::5]:4711", "loopback", "2001:db8::5"],
  ["IPv4 written as IPv6", "::ffff:10.0.0.2", "::ffff:203.0.113.9", "10.0.0.2", "203.0.113.9"],
])("with TRUST_PROXY the caller is %s", (_, peer, forwardedFor, trust, caller) => {
  expect(callerOf(peer, { "X-Forwarded-For": forwardedFor }, trust)).toBe(caller);
});

test("TLS is believed of a trusted proxy only", () => {
  const headers = { "X-Forwarded-Proto": "https" };
  expect(nameCaller(asked("127.0.0.1", headers), toTrust("loopback")).isTls).toBe(true);
  expect(nameCaller(asked("203.0.113.7", headers), toTrust("loopback")).isTls).toBe(false);
});

test.each([
  ["fe80::1%eth0", "fe80::1"],
  ["::ffff:1.2.3.4", "1.2.3.4"],
  ["1.2.3.4:80", "1.2.3.4"],
  ["1.2.3", null],
  ["", null],
  ["localhost", null],
])("%j is the address %s", (text, address) => {
  expect(toAddress(text)).toBe(address);
});
