import type { IncomingMessage, ServerResponse } from "node:http";
import { networkOf } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { refuseBody, tooLarge } from "./bound-body";

const KIB = 1024;
/** What all bodies that are still coming may hold together. */
const HELD_BYTES_MAX = 64 * 1024 * KIB;
/** What one counts as before any of it is there, so that a thousand can wait at most, however little they send. */
const LEAST_BYTES = 64 * KIB;

type Coming = { bytes: number; drop: () => void };
type Options = { bytesMax: number; whole: () => void };
/** Calls `whole` once the request's body is there, or at once when it has none; never when the client goes before. */
export type ReceiveBody = (request: IncomingMessage, response: ServerResponse, options: Options) => void;

/**
 * Collects the body of each request before anything else is done with it: whoever sends one byte and then nothing holds a socket,
 * and no place among the requests that are answered. Where more comes than may be held, the network that holds the most loses
 * the body that has been coming for the longest; one that is being sent is there long before that.
 */
export function createReceiver(heldBytesMax: number = HELD_BYTES_MAX): ReceiveBody {
  const held = holdBodies(heldBytesMax);
  return (request, response, { bytesMax, whole }) => {
    if (!hasBody(request)) {
      whole();
      return;
    }
    const body = growing();
    const stop = (error: AppError): void => {
      place.leave();
      refuseBody(request, response, error);
    };
    const place = held.enter(networkOf(peerOf(request)), () => stop(tooSlow()));
    response.once("close", place.leave);
    place.hold(LEAST_BYTES);
    const { push } = request;
    // The parser gives every part to `push`, whether anybody reads or not.
    request.push = (part: Buffer | null): boolean => {
      if (part === null) {
        place.leave();
        request.push = push;
        request.push(body.whole());
        request.push(null);
        whole();
        return true;
      }
      if (body.size() + part.length > bytesMax) {
        stop(tooLarge(bytesMax));
        return true;
      }
      body.add(part);
      place.hold(part.length);
      return true;
    };
  };
}

/** Bytes in one piece: kept as they come, a million parts of one byte would take hundreds of megabytes. */
function growing() {
  let bytes: Buffer = Buffer.alloc(0);
  let size = 0;
  return {
    size: () => size,
    add: (part: Buffer): void => {
      if (size + part.length > bytes.length) {
        const wider = Buffer.allocUnsafe(Math.max(2 * bytes.length, size + part.length, 4 * KIB));
        bytes.copy(wider, 0, 0, size);
        bytes = wider;
      }
      part.copy(bytes, size);
      size += part.length;
    },
    whole: (): Buffer => bytes.subarray(0, size),
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** As name-caller wrote it. */
function peerOf({ headers }: IncomingMessage): string | null {
  const peer = headers["x-swiftchart-peer"];
  return typeof peer === "string" ? peer : null;
}

function tooSlow(): AppError {
  return new AppError("unavailable", "The rest of this request did not come in time. Send it again.", {
    retryAfterSeconds: 1,
  });
}

type Network = { bytes: number; coming: Set<Coming> };
type Place = { hold: (bytes: number) => void; leave: () => void };

function holdBodies(bytesMax: number): { enter: (network: string, drop: () => void) => Place } {
  const networks = new Map<string, Network>();
  let total = 0;
  const count = (network: Network, bytes: number): void => {
    network.bytes += bytes;
    total += bytes;
  };
  const makeRoom = (): void => {
    while (total > bytesMax) {
      const heaviest = [...networks.values()].reduce((a, b) => (b.bytes > a.bytes ? b : a));
      // A Set keeps the order in which they began.
      for (const oldest of heaviest.coming) {
        oldest.drop();
        break;
      }
    }
  };
  return {
    enter: (name, drop) => {
      const network = networks.get(name) ?? { bytes: 0, coming: new Set() };
      networks.set(name, network);
      const own: Coming = { bytes: 0, drop };
      const hold = (bytes: number): void => {
        own.bytes += bytes;
        count(network, bytes);
        makeRoom();
      };
      const leave = (): void => {
        if (!network.coming.delete(own)) return;
        count(network, -own.bytes);
        if (network.coming.size === 0) networks.delete(name);
      };
      network.coming.add(own);
      return { hold, leave };
    },
  };
}
