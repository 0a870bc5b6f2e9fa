import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./http-client";

async function givenClient(listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = createClient((server.address() as AddressInfo).port, "the client's token");
  onTestFinished(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  return client;
}

test("a change is sent as JSON with its headers and the given token", async () => {
  const client = await givenClient(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { authorization, "if-match": match, "content-type": type } = request.headers;
    response.setHeader("ETag", '"8"').writeHead(412);
    response.end(JSON.stringify([request.method, request.url, authorization, match, type, body]));
  });
  const headers = { "If-Match": '"7"' };
  const answer = await client.send({ method: "PATCH", path: "/a", headers, body: { b: "ü" }, token: "t" });
  expect([answer.status, answer.etag]).toEqual([412, '"8"']);
  expect(JSON.parse(answer.body)).toEqual([
    "PATCH",
    "/a",
    "Bearer t",
    '"7"',
    "application/json",
    '{"b":"ü"}',
  ]);
  expect(JSON.parse((await client.get("/b")).body).slice(0, 3)).toEqual([
    "GET",
    "/b",
    "Bearer the client's token",
  ]);
});

test("a connection that was closed between two requests is no failure; a request cut twice is", async () => {
  let requests = 0;
  const client = await givenClient((request, response) => {
    requests++;
    if (request.url === "/cut" || requests === 2) request.socket.destroy();
    else response.end("answered");
  });
  expect((await client.get("/first")).body).toBe("answered");
  expect((await client.get("/second")).body).toBe("answered");
  expect(requests).toBe(3);
  await expect(client.get("/cut")).rejects.toThrow();
});

test("events are told by their kind, however their text is cut", async () => {
  const client = await givenClient(async (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (const part of ["event: hel", "lo\ndata: {}\n\nevent: patient.changed\nda", "ta: {}\n\n"]) {
      await new Promise<void>((resolve) => response.write(part, () => resolve()));
    }
    response.end();
  });
  const kinds: string[] = [];
  await new Promise<void>((resolve, reject) => {
    client.listen("/events", (kind) => kinds.push(kind), resolve).catch(reject);
  });
  expect(kinds).toEqual(["hello", "patient.changed"]);
});
