import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import { deriveKey, env } from "@/lib/env";
import { cookieName, readCookies, setCookie } from "./cookies";

const MAX_AGE_SECONDS = 180 * 24 * 60 * 60;
/** People of one device; the workstation of a ward has many. The one who signed in longest ago is forgotten first. */
const PEOPLE_MAX = 24;
const ID = /^[\w-]{22}$/;
const TAG_BYTES = 12;

/**
 * A device that has signed people in keeps a cookie with its id and a tag for each of them: a MAC over both, so that nobody
 * can make one. It opens nothing. It only gives the device attempts of its own, which strangers cannot use up.
 */
type Device = { id: string; tags: string[] };

function readDevice(cookieHeader: string | null): Device | null {
  const [id = "", ...tags] = (readCookies(cookieHeader).get(deviceCookieName()) ?? "").split(".");
  return ID.test(id) ? { id, tags: tags.slice(0, PEOPLE_MAX) } : null;
}

function deviceCookieName(): string {
  return cookieName("swiftchart.device");
}

function tagOf(deviceId: string, emailKey: string): string {
  const key = deriveKey(env().AUTH_SECRET ?? "", "known device");
  const mac = createHmac("sha256", key).update(`${deviceId}\n${emailKey}`).digest();
  return mac.subarray(0, TAG_BYTES).toString("base64url");
}

/** The id of the device when it signed this address in before, else `null`. */
export function knownDeviceId(cookieHeader: string | null, emailKey: string): string | null {
  const device = readDevice(cookieHeader);
  return device?.tags.includes(tagOf(device.id, emailKey)) ? device.id : null;
}

/** The `Set-Cookie` line by which this device is known for the address from now on, beside those it was known for. */
export function rememberDevice(cookieHeader: string | null, emailKey: string): string {
  const device = readDevice(cookieHeader) ?? { id: randomBytes(16).toString("base64url"), tags: [] };
  const tag = tagOf(device.id, emailKey);
  const tags = [tag, ...device.tags.filter((other) => other !== tag)].slice(0, PEOPLE_MAX);
  return setCookie(deviceCookieName(), [device.id, ...tags].join("."), {
    maxAgeSeconds: MAX_AGE_SECONDS,
    path: "/api/auth",
    sameSite: "Strict",
  });
}
