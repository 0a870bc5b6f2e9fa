import type { Handler } from "@/lib/http";

type Call = {
  method?: string;
  path?: string;
  params?: Record<string, string>;
  token?: string;
  cookie?: string;
  body?: unknown;
  key?: string;
  ifMatch?: string;
};

/** Calls a route as a program would: a token, JSON, Idempotency-Key, If-Match. */
export function callRoute(handler: Handler, call: Call = {}): Promise<Response> {
  const { method = "GET", path = "/test", params = {}, token, cookie, body, key, ifMatch } = call;
  const headers = new Headers();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (cookie) headers.set("Cookie", cookie);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (key) headers.set("Idempotency-Key", key);
  if (ifMatch) headers.set("If-Match", ifMatch);
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return handler(new Request(`http://localhost${path}`, { method, headers, ...sent }), {
    params: Promise.resolve(params),
  });
}
