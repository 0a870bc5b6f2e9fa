import { expect, type Page, test } from "@playwright/test";
import { hits, PASSWORD, searchBox, signIn } from "./sign-in";

test("a wrong password is told under the form, and what was typed stays", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("nobody@demo.test");
  await page.getByLabel("Password").fill("not the password");
  await page.keyboard.press("Enter");
  await expect(
    page.getByText("The address or the password is wrong. Check both and try again."),
  ).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue("nobody@demo.test");
});

test("a page without a session leads to the sign-in page", async ({ page }) => {
  await page.goto("/patients");
  await page.waitForURL("**/sign-in");
});

async function lockByHand(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("button", { name: "Lock the screen" }).click();
  await expect(page.getByRole("dialog", { name: "Locked" })).toBeVisible();
}

/** Opens the first patient of the list; returns the family name that must not be found while the screen is locked. */
async function openChart(page: Page): Promise<string> {
  await hits(page).first().click();
  await page.waitForURL("**/patients/*-*");
  const name = await page.getByRole("heading", { level: 1 }).first().textContent();
  await expect(page.getByText("Loading")).toHaveCount(0);
  return name?.split(",")[0] ?? "";
}

const unlock = async (page: Page): Promise<void> => {
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
};

test("the lock keeps the search, refuses a wrong password and opens with the right one", async ({ page }) => {
  await signIn(page, "nurse");
  await searchBox(page).fill("smi");
  await lockByHand(page);
  await expect(searchBox(page)).toHaveCount(0);
  await expect.poll(async () => (await page.request.get("/api/patients")).status()).toBe(401);

  await page.getByLabel("Password").fill("wrong password");
  await page.keyboard.press("Enter");
  await expect(page.getByText("That is not the password of this account. Try again.")).toBeVisible();
  await unlock(page);
  await expect(searchBox(page)).toHaveValue("smi");
});

test("a locked chart is not in the document, however often Escape is pressed", async ({ page }) => {
  await signIn(page, "clinician");
  const name = await openChart(page);
  expect(await page.content()).toContain(name);
  await page.reload();
  await expect(page.getByText(name).first()).toBeVisible();
  await lockByHand(page);
  for (let i = 0; i < 5; i++) await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Locked" })).toBeVisible();
  // What developer tools would show: every node, attribute, script and title.
  expect(await page.content()).not.toContain(name);
  expect(await page.title()).toBe("Locked · Swiftchart");
  await unlock(page);
  await expect(page.getByText(name).first()).toBeVisible();
});

test("a lock that the server never heard of shows no chart after a reload, and reaches it in the end", async ({
  page,
}) => {
  await signIn(page, "clinician");
  const name = await openChart(page);
  await page.route("**/api/session/lock", (route) => route.abort());
  await lockByHand(page);
  await expect(page.getByText("does not know of the lock yet")).toBeVisible();
  const reloaded = await page.reload();
  await expect(page.getByRole("dialog", { name: "Locked" })).toBeVisible();
  expect(await reloaded?.text()).not.toContain(name);
  expect(await page.content()).not.toContain(name);
  await page.unroute("**/api/session/lock");
  await expect(page.getByText("does not know of the lock yet")).toBeHidden();
  await expect
    .poll(async () => (await page.context().cookies()).some((c) => c.name === "swiftchart.lock"))
    .toBe(false);
  expect((await page.request.get("/api/patients")).status()).toBe(401);
  await unlock(page);
  await expect(page.getByText(name).first()).toBeVisible();
});

test("one tab locks and unlocks the others", async ({ page, context }) => {
  await signIn(page, "nurse");
  const other = await context.newPage();
  await other.goto("/patients");
  await expect(hits(other).first()).toBeVisible();
  await lockByHand(page);
  await expect(other.getByRole("dialog", { name: "Locked" })).toBeVisible();
  await unlock(other);
  await expect(searchBox(page)).toBeVisible();
});

test("a colleague signs in at a locked screen, and gets their own page", async ({ page }) => {
  await signIn(page, "nurse");
  await lockByHand(page);
  await page.getByRole("button", { name: "Sign in as someone else" }).click();
  await page.waitForURL("**/sign-in");
  await page.getByLabel("Email").fill("reception@demo.test");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/patients");
  await expect(page.getByRole("button", { name: "Account of Robin Reception" })).toBeVisible();
});

test("a page opened while the session is locked sends no patient", async ({ page }) => {
  await signIn(page, "nurse", "other");
  await page.request.post("/api/session/lock");
  const response = await page.goto("/patients");
  await expect(page.getByRole("dialog", { name: "Locked" })).toBeVisible();
  expect(await response?.text()).not.toMatch(/MRN<?[^,]{0,20}\d{3}|seen (today|yesterday|\d)/);
});

test("signing out ends the session on the server at once", async ({ page, context }) => {
  await signIn(page, "reception");
  const cookies = await context.cookies();
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await context.addCookies(cookies);
  expect((await page.request.get("/api/patients")).status()).toBe(401);
});

test("a sign-out that does not reach the server says so and goes on until it does", async ({
  page,
  context,
}) => {
  await signIn(page, "reception");
  const cookies = await context.cookies();
  const name = await openChart(page);
  await page.route("**/api/session/current", (route) => route.abort());
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("dialog", { name: "Still signed in" })).toBeVisible();
  await expect(page.getByText("you are still signed in on the server")).toBeVisible();
  const reloaded = await page.reload();
  expect(await reloaded?.text()).not.toContain(name);
  await expect(page.getByRole("dialog", { name: "Still signed in" })).toBeVisible();
  await page.unroute("**/api/session/current");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.waitForURL("**/sign-in");
  await context.addCookies(cookies);
  expect((await page.request.get("/api/patients")).status()).toBe(401);
});

test("after signing in one is where one wanted to go, and nowhere else", async ({ page, context }) => {
  await signIn(page, "clinician");
  await openChart(page);
  const chart = `${page.url()}/records`;
  await context.clearCookies();
  await page.goto(chart);
  await page.waitForURL("**/sign-in?next=*");
  await page.getByLabel("Email").fill("clinician@demo.test");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(chart);
  const site = new URL(chart).origin;
  for (const next of ["//evil.test", "https://evil.test", "/\\evil.test", "/%09/evil.test"]) {
    await page.goto(`/sign-in?next=${next}`);
    await expect(page).toHaveURL(`${site}/patients`);
  }
});

test("fifteen minutes without a sign of life lock the screen", async ({ page }) => {
  await page.clock.install();
  await signIn(page, "billing");
  await expect(hits(page).first()).toBeVisible();
  // The page counts from when its scripts run, which focus the box.
  await expect(page.getByRole("combobox", { name: "Find a patient" })).toBeFocused();
  await page.clock.runFor("13:50");
  await expect(page.getByText(/^Locks in/)).toBeHidden();
  await page.clock.runFor("00:40");
  await expect(page.getByText(/^Locks in \d+ s$/)).toBeVisible();
  await page.keyboard.press("Shift");
  await expect(page.getByText(/^Locks in/)).toBeHidden();
  await page.clock.runFor("14:30");
  await expect(page.getByText(/^Locks in/)).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.clock.runFor("00:35");
  await expect(page.getByRole("dialog", { name: "Locked" })).toBeVisible();
});

test("a role sees only what it may open", async ({ page }) => {
  await signIn(page, "reception");
  await hits(page).first().click();
  await page.waitForURL("**/patients/*-*");
  await expect(page.getByRole("link", { name: "Billing" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Records" })).toHaveCount(0);
  await page.goto(`${page.url()}/records`);
  await expect(page.getByText("Your role may not see records")).toBeVisible();
});

test("every page carries a policy, whatever its path and whatever it says", async ({ page }) => {
  await signIn(page);
  for (const path of [
    "/patients/x.y",
    "/nowhere.html",
    "/nowhere",
    "/errors/none",
    "/_next/nowhere",
    "/fhir/nowhere",
    "/api",
  ]) {
    const response = await page.request.get(path);
    expect([path, response.headers()["content-security-policy"] ?? ""]).toEqual([
      path,
      expect.stringContaining("frame-ancestors 'none'"),
    ]);
  }
});
