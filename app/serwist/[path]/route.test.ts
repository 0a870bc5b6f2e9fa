import { expect, test } from "vitest";
import { GET } from "./route";

test("no cache keeps the service worker of an old build", async () => {
  const request = new Request("http://localhost:3000/serwist/sw.js");
  const answer = await GET(request, { params: Promise.resolve({ path: "sw.js" }) });
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([200, "no-cache"]);
  expect(await answer.text()).toContain("/~offline");
});
