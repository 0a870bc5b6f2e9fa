import { expect, test } from "@playwright/test";
import { appRoleUrl } from "@/db/app-role";
import { startEmbedded } from "@/db/embedded";
import { startTcpProxy } from "../harness/tcp-proxy";
import { signIn } from "./sign-in";
import { startSecondServer } from "./start-second-server";

// Pages while the database is away: a web server of its own, whose wire to the database is cut and goes silent.
test.setTimeout(90_000);

test("a page says that the database is away, with 503 and Retry-After, and comes back", async ({
  browser,
}) => {
  const database = await startEmbedded({ dataDir: process.env.E2E_DATA_DIR ?? "", log: () => {} });
  const wire = await startTcpProxy(appRoleUrl(database.url));
  const server = await startSecondServer([], { DATABASE_URL: wire.url });
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  try {
    await signIn(page);
    const [firstPatient] = (await (await page.request.get("/api/patients?limit=1")).json()).items;
    for (const fail of [() => wire.refuse(), () => wire.swallowAnswers()]) {
      fail();
      for (const path of [
        "/patients",
        `/patients/${firstPatient.id}`,
        `/patients/${firstPatient.id}/records`,
      ]) {
        const answer = await page.goto(path);
        expect([path, answer?.status(), answer?.headers()["retry-after"]]).toEqual([path, 503, "2"]);
        await expect(page.getByText("The service cannot answer at the moment")).toBeVisible();
      }
      const health = await page.request.get("/health");
      expect([health.status(), await health.json()]).toEqual([200, { status: "ok" }]);
      wire.passOn();
      await expect
        .poll(async () => (await page.request.get("/ready")).status(), { timeout: 10_000 })
        .toBe(200);
      await page.getByRole("link", { name: "Try again" }).click();
      await expect(page.getByRole("navigation").first()).toBeVisible();
      await expect(page.getByText("The service cannot answer at the moment")).toBeHidden();
    }
  } finally {
    await context.close();
    await server.stop();
    await wire.stop();
    await database.release();
  }
});
