import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { isAlive, signIn } from "./sign-in";

/** Opens the registration of a patient that no other test changes. */
async function openDetails(page: Page, nth: number): Promise<string> {
  const answer = await page.request.get("/api/patients?limit=60");
  const { items } = await answer.json();
  const { id } = items[items.length - 1 - nth];
  await page.goto(`/patients/${id}/details`);
  await isAlive(page);
  await expect(page.getByLabel("Family name")).not.toHaveValue("");
  return id;
}

test("a nurse corrects a name: the banner, the search and the history say so", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await openDetails(page, 0);
  const before = await page.getByLabel("Family name").inputValue();
  await page.getByLabel("Family name").fill("Quillfeather");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Quillfeather");
  await expect(page.getByRole("region", { name: "History" })).toContainText(before);
  await expect(page.getByRole("region", { name: "History" })).toContainText("The first version.");
  const found = await page.request.get("/api/patients?q=quillfeather");
  expect((await found.json()).items.map((hit: { id: string }) => hit.id)).toContain(id);
});

test("what was typed is back after the tab was lost, and gone once discarded", async ({ page, context }) => {
  await signIn(page, "nurse");
  const id = await openDetails(page, 1);
  await page.getByLabel("City").fill("Fairhaven");
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(`/patients/${id}/details`);
  await isAlive(again);
  await expect(again.getByLabel("City")).toHaveValue("Fairhaven");
  await expect(again.getByText(/had not saved is back/)).toBeVisible();
  await again.getByRole("button", { name: "Discard changes" }).click();
  await expect(again.getByLabel("City")).toHaveValue("");
  await again.reload();
  await expect(again.getByLabel("City")).toHaveValue("");
});

test("a lost answer is asked for again, and the change is made once", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await openDetails(page, 2);
  let lost = 0;
  const keys = new Set<string | undefined>();
  await page.route(`**/api/patients/${id}`, async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    keys.add(route.request().headers()["idempotency-key"]);
    if (lost++ > 1) return route.continue();
    // The server saves, and its answer never comes.
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByLabel("Phone").fill("555-0142");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(keys.size).toBe(1);
  const { items } = await (await page.request.get(`/api/patients/${id}/history`)).json();
  expect(items.length).toBe(2);
});

test("two people change one record: both versions are shown, field by field, and nothing is lost", async ({
  page,
  browser,
}) => {
  await signIn(page, "nurse");
  // Nothing tells this screen of the other one's save.
  await page.route("**/api/patients/*/events", (route) => route.abort());
  const id = await openDetails(page, 3);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "reception");
  await other.goto(`/patients/${id}/details`);
  await isAlive(other);
  await other.getByLabel("Phone").fill("555-0177");
  await other.getByLabel("City").fill("Millbrook");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByText("Saved", { exact: true })).toBeVisible();

  await page.getByLabel("Phone").fill("555-0188");
  await page.getByLabel("Postal code").fill("12345");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("555-0177");
  await expect(dialog).toContainText("555-0188");
  await expect(dialog).toContainText("Millbrook");
  await expect(dialog).toContainText("by Robin Reception");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByRole("button", { name: "Save these" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const patient = await (await page.request.get(`/api/patients/${id}`)).json();
  expect(patient).toMatchObject({ phone: "555-0188", address: { city: "Millbrook", postalCode: "12345" } });
  await other.context().close();
});

test("a wrong value is named under its field and announced", async ({ page }) => {
  await signIn(page, "nurse");
  await openDetails(page, 4);
  await page.getByLabel("Birth date").fill("1984-02-30");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "must be a date" })).toBeVisible();
  await expect(page.getByLabel("Birth date")).toHaveAttribute("aria-invalid", "true");
});
