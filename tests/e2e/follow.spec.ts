import { type Browser, expect, type Page, test } from "@playwright/test";
import { signIn } from "./sign-in";

// What a colleague saves is on every open screen as soon as it is committed: without a reload, a click, or the check of each minute.
// Each test has a patient of its own, before those of the other tests.

async function patientOf(page: Page, nth: number): Promise<string> {
  const { items } = await (await page.request.get("/api/patients?limit=60")).json();
  return items[items.length - 30 - nth].id;
}

async function colleague(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, "reception");
  return page;
}

async function change(page: Page, id: string, data: object): Promise<void> {
  const { version } = await (await page.request.get(`/api/patients/${id}`)).json();
  const answer = await page.request.patch(`/api/patients/${id}`, {
    data,
    headers: { "If-Match": `"${version}"` },
  });
  expect(answer.status()).toBe(200);
}

/** Opens a page of the patient and waits until it listens. */
async function openListening(page: Page, path: string): Promise<void> {
  const listens = page.waitForResponse((answer) => answer.url().endsWith("/events"));
  await page.goto(path);
  await listens;
}

test("an open chart shows a name that a colleague corrected", async ({ page, browser }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 0);
  const other = await colleague(browser);
  await openListening(page, `/patients/${id}`);
  await change(other, id, { familyName: "Followed" });
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Followed");
  await other.context().close();
});

test("an open form shows what a colleague saved, keeps what is typed, and saves no more than that", async ({
  page,
  browser,
}) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 1);
  const other = await colleague(browser);
  await openListening(page, `/patients/${id}/details`);
  await change(other, id, { phone: "555-0161" });
  await expect(page.getByLabel("Phone")).toHaveValue("555-0161");
  await page.getByLabel("City").fill("Ulm");
  await change(other, id, { phone: "555-0162", email: "follow@example.org" });
  await expect(page.getByLabel("Phone")).toHaveValue("555-0162");
  await expect(page.getByText(/This was saved elsewhere meanwhile/)).toBeVisible();
  await expect(page.getByLabel("City")).toHaveValue("Ulm");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  expect((await sent).postDataJSON()).toEqual({ address: { city: "Ulm" } });
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await other.context().close();
});

test("of a field that both changed the own text stays, and the save shows both", async ({
  page,
  browser,
}) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 2);
  const other = await colleague(browser);
  await openListening(page, `/patients/${id}/details`);
  await page.getByLabel("Phone").fill("555-0171");
  await change(other, id, { phone: "555-0172", address: { city: "Millbrook" } });
  await expect(page.getByLabel("City")).toHaveValue("Millbrook");
  await expect(page.getByLabel("Phone")).toHaveValue("555-0171");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Changed by somebody else meanwhile" });
  await expect(dialog.getByRole("group", { name: "Phone" })).toContainText("555-0172");
  await expect(dialog.getByRole("group")).toHaveCount(1);
  await other.context().close();
});
