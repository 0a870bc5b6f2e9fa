import { type Browser, expect, type Page, test } from "@playwright/test";
import { isAlive, PASSWORD, signIn } from "./sign-in";

// What somebody typed is neither lost nor put over what a colleague saved. Each test has a patient of its own, counted from the end
// of the list after those of demographics.spec.ts.

type Registration = {
  version: number;
  phone: string | null;
  email: string | null;
  address: { line: string; city: string };
};

async function patientOf(page: Page, nth: number): Promise<string> {
  const { items } = await (await page.request.get("/api/patients?limit=60")).json();
  return items[items.length - 10 - nth].id;
}

async function openDetails(page: Page, id: string): Promise<void> {
  await page.goto(`/patients/${id}/details`);
  await isAlive(page);
  await expect(page.getByLabel("Family name")).not.toHaveValue("");
}

async function read(page: Page, id: string): Promise<Registration> {
  return (await page.request.get(`/api/patients/${id}`)).json();
}

async function change(page: Page, id: string, data: object): Promise<void> {
  const { version } = await read(page, id);
  const answer = await page.request.patch(`/api/patients/${id}`, {
    data,
    headers: { "If-Match": `"${version}"` },
  });
  expect(answer.status()).toBe(200);
}

/** Types into the registration and closes the tab once it is kept. */
async function leaveTyped(page: Page, id: string, fields: Record<string, string>): Promise<Page> {
  const tab = await page.context().newPage();
  await openDetails(tab, id);
  for (const [label, text] of Object.entries(fields)) await tab.getByLabel(label).fill(text);
  await expect(tab.getByText(/Kept on this device/)).toBeVisible();
  await tab.close();
  return page.context().newPage();
}

const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();
const isSaved = (page: Page) => expect(page.getByText("Saved", { exact: true })).toBeVisible();

async function colleague(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, "reception");
  return page;
}

/** Holds the requests that fit until the returned function is called. */
async function hold(page: Page, url: string, method: string): Promise<() => void> {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route(url, async (route) => {
    if (route.request().method() === method) await gate;
    await route.continue();
  });
  return go;
}

test("a draft restored over a colleague's newer version changes only what was typed", async ({
  page,
  browser,
}) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 0);
  const other = await colleague(browser);
  const again = await leaveTyped(page, id, { Email: "typed@example.org" });
  await change(other, id, { phone: "555-0199", address: { city: "Millbrook" } });
  await openDetails(again, id);
  await expect(again.getByText(/had not saved is back/)).toBeVisible();
  await expect(again.getByLabel("Phone")).toHaveValue("555-0199");
  await expect(again.getByLabel("City")).toHaveValue("Millbrook");
  const sent = again.waitForRequest((request) => request.method() === "PATCH");
  await save(again);
  expect((await sent).postDataJSON()).toEqual({ email: "typed@example.org" });
  await isSaved(again);
  expect(await read(page, id)).toMatchObject({
    phone: "555-0199",
    email: "typed@example.org",
    address: { city: "Millbrook" },
  });
  await other.context().close();
});

test("a field that both changed opens both versions as soon as the draft is back", async ({
  page,
  browser,
}) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 1);
  const other = await colleague(browser);
  const again = await leaveTyped(page, id, { Phone: "555-0111", City: "Ulm" });
  await change(other, id, { phone: "555-0222" });
  await openDetails(again, id);
  const dialog = again.getByRole("dialog", { name: "Changed by somebody else meanwhile" });
  await expect(dialog.getByRole("group", { name: "Phone" })).toContainText("555-0222");
  await expect(dialog.getByRole("group", { name: "Phone" })).toContainText("555-0111");
  await expect(dialog.getByRole("group")).toHaveCount(1);
  // Not seen to the end: the save asks again.
  await dialog.getByRole("button", { name: "Back to the form" }).click();
  await save(again);
  await dialog.getByRole("group", { name: "Phone" }).getByText("555-0222").click();
  await dialog.getByRole("button", { name: "Save these" }).click();
  await isSaved(again);
  expect(await read(page, id)).toMatchObject({ phone: "555-0222", address: { city: "Ulm" } });
  await other.context().close();
});

test("what is typed before the draft is found stands", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 2);
  const again = await leaveTyped(page, id, { Email: "old@example.org", Phone: "555-0133" });
  const go = await hold(again, "**/api/session/draft-key", "GET");
  await openDetails(again, id);
  await again.getByLabel("Email").fill("new@example.org");
  await again.getByLabel("City").fill("Ulm");
  go();
  await expect(again.getByLabel("Phone")).toHaveValue("555-0133");
  await expect(again.getByLabel("Email")).toHaveValue("new@example.org");
  await expect(again.getByLabel("City")).toHaveValue("Ulm");
});

test("what is typed before the page's scripts run is typed", async ({ browser }) => {
  // A service worker would answer for the scripts that are held.
  const tab = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  await signIn(tab, "nurse");
  const id = await patientOf(tab, 9);
  const go = await hold(tab, "**/*.js*", "GET");
  await tab.goto(`/patients/${id}/details`, { waitUntil: "commit" });
  await tab.getByLabel("City").fill("Ulm");
  await tab.getByLabel("Sex").selectOption("other");
  await expect(tab.getByRole("button", { name: "Discard changes" })).toHaveCount(0);
  go();
  await expect(tab.getByText(/Kept on this device/)).toBeVisible();
  await save(tab);
  await isSaved(tab);
  expect(await read(tab, id)).toMatchObject({ sex: "other", address: { city: "Ulm" } });
  await tab.context().close();
});

test("what is searched for before the page's scripts run is found", async ({ browser }) => {
  const tab = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  await signIn(tab, "nurse");
  const { items } = await (await tab.request.get("/api/patients?limit=1")).json();
  const go = await hold(tab, "**/*.js*", "GET");
  await tab.goto("/patients", { waitUntil: "commit" });
  await tab.getByLabel("Find a patient").fill(items[0].mrn);
  go();
  await expect(tab.getByRole("option")).toHaveCount(1);
  await expect(tab.getByLabel("Find a patient")).toHaveValue(items[0].mrn);
  await tab.context().close();
});

test("a form that is sent before the page's scripts run goes nowhere, least of all into the address", async ({
  browser,
}) => {
  const tab = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  await signIn(tab, "admin");
  const id = await patientOf(tab, 12);
  for (const [path, label] of [
    [`/patients/${id}/details`, "City"],
    ["/admin/clinic", "Name"],
  ] as const) {
    const go = await hold(tab, "**/*.js*", "GET");
    await tab.goto(path, { waitUntil: "commit" });
    const field = tab.getByLabel(label, { exact: true });
    await field.fill("Typed early");
    await field.press("Enter");
    // As a button that is not there for it yet, or a program that does not ask, would send it.
    await field.evaluate((input: HTMLInputElement) => input.form?.requestSubmit());
    go();
    await expect(tab.getByRole("button", { name: "Save", exact: true })).toBeEnabled();
    expect(new URL(tab.url()).pathname + new URL(tab.url()).search).toBe(path);
    await expect(field).toHaveValue("Typed early");
    await tab.unroute("**/*.js*");
  }
  await tab.context().close();
});

test("what is typed while a save is under way stays, and is kept", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 3);
  await openDetails(page, id);
  const go = await hold(page, `**/api/patients/${id}`, "PATCH");
  await page.getByLabel("City").fill("Ulm");
  await save(page);
  await expect(page.getByRole("button", { name: "Saving…" })).toBeVisible();
  await page.getByLabel("Phone").fill("555-0144");
  go();
  await isSaved(page);
  await expect(page.getByLabel("Phone")).toHaveValue("555-0144");
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Phone")).toHaveValue("555-0144");
  await expect(page.getByLabel("City")).toHaveValue("Ulm");
  await save(page);
  await isSaved(page);
  expect(await read(page, id)).toMatchObject({ phone: "555-0144", address: { city: "Ulm" } });
});

test("a save whose form is left before the answer goes on", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 10);
  await openDetails(page, id);
  const go = await hold(page, `**/api/patients/${id}`, "PATCH");
  await page.getByLabel("City").fill("Ulm");
  await save(page);
  await page.getByRole("link", { name: "Records" }).click();
  await page.waitForURL("**/records");
  go();
  await isSaved(page);
  expect((await read(page, id)).address.city).toBe("Ulm");
  await openDetails(page, id);
  await expect(page.getByLabel("City")).toHaveValue("Ulm");
  await expect(page.getByRole("button", { name: "Discard changes" })).toHaveCount(0);
});

test("a lost answer, a closed tab and another text: it is saved", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 4);
  const tab = await page.context().newPage();
  await openDetails(tab, id);
  await tab.route(`**/api/patients/${id}`, async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await tab.getByLabel("City").fill("Lostville");
  await save(tab);
  await expect(tab.getByText(/No answer from the server/)).toBeVisible();
  await tab.close();
  expect((await read(page, id)).address.city).toBe("Lostville");

  await openDetails(page, id);
  await page.getByLabel("City").fill("Foundville");
  await save(page);
  await isSaved(page);
  expect((await read(page, id)).address.city).toBe("Foundville");
  await page.reload();
  await expect(page.getByLabel("City")).toHaveValue("Foundville");
  await expect(page.getByText(/had not saved is back/)).toHaveCount(0);
});

test("a link followed while a save waits for the network opens once it is saved", async ({
  page,
  context,
}) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 11);
  await openDetails(page, id);
  await context.setOffline(true);
  await page.getByLabel("City").fill("Ulm");
  await save(page);
  await expect(page.getByText(/No answer from the server/)).toBeVisible();
  await page.getByRole("link", { name: "Records" }).click();
  await expect(page.getByText(/this page stays until the server answers/)).toBeVisible();
  await expect(page.getByLabel("City")).toHaveValue("Ulm");
  await context.setOffline(false);
  await page.waitForURL("**/records");
  expect((await read(page, id)).address.city).toBe("Ulm");
});

test("a search begun while a save waits for the network opens once it is saved", async ({
  page,
  context,
}) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 13);
  await openDetails(page, id);
  await context.setOffline(true);
  await page.getByLabel("City").fill("Ulm");
  await save(page);
  await expect(page.getByText(/No answer from the server/)).toBeVisible();
  await page.getByLabel("Find a patient").fill("a");
  await expect(page.getByText(/this page stays until the server answers/)).toBeVisible();
  await expect(page.getByLabel("City")).toHaveValue("Ulm");
  await context.setOffline(false);
  await page.waitForURL("**/patients");
  expect((await read(page, id)).address.city).toBe("Ulm");
});

test("text typed the moment before the screen is locked is back when it is unlocked", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 5);
  await openDetails(page, id);
  await page.getByLabel("City").fill("Ulm");
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  await page.getByLabel("Phone").fill("555-0155");
  // In the same breath, before the text is kept by itself.
  await page.evaluate(() => window.dispatchEvent(new Event("swiftchart:lock")));
  await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByLabel("City")).toHaveValue("Ulm");
  await expect(page.getByLabel("Phone")).toHaveValue("555-0155");
});

test("two tabs of one form: what is saved in one leaves what is typed in the other", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 6);
  await openDetails(page, id);
  const second = await page.context().newPage();
  await openDetails(second, id);
  await page.getByLabel("City").fill("Ulm");
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  await second.getByLabel("Phone").fill("555-0166");
  await expect(second.getByText(/Kept on this device/)).toBeVisible();
  await save(page);
  await isSaved(page);
  await second.reload();
  await expect(second.getByLabel("Phone")).toHaveValue("555-0166");
  await expect(second.getByLabel("City")).toHaveValue("Ulm");
});

test("text left at sign-out is back for the same person and for nobody else", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 7);
  await openDetails(page, id);
  await page.getByLabel("City").fill("Ulm");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");

  await signIn(page, "reception");
  const found = page.waitForResponse("**/api/session/draft-key");
  await openDetails(page, id);
  await found;
  await page.getByLabel("Phone").fill("555-0177");
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  await expect(page.getByLabel("City")).not.toHaveValue("Ulm");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");

  await signIn(page, "nurse");
  await openDetails(page, id);
  await expect(page.getByLabel("City")).toHaveValue("Ulm");
});

test("a street of two lines is shown and saved as two lines", async ({ page }) => {
  await signIn(page, "nurse");
  const id = await patientOf(page, 8);
  await change(page, id, { address: { line: "12 Main Street\nApartment 4", city: "Ulm" } });
  await openDetails(page, id);
  await expect(page.getByLabel("Street")).toHaveValue("12 Main Street\nApartment 4");
  await page.getByLabel("Street").press("Control+End");
  await page.keyboard.type("b");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Back yard");
  await save(page);
  await isSaved(page);
  expect((await read(page, id)).address.line).toBe("12 Main Street\nApartment 4b\nBack yard");
});
