import { expect, test } from "@playwright/test";
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

test("the lock covers the page, keeps what was typed, and opens with the password", async ({ page }) => {
  await signIn(page, "nurse");
  await searchBox(page).fill("smi");
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("button", { name: "Lock the screen" }).click();
  await expect(page.getByRole("dialog", { name: "Locked" })).toBeVisible();
  await expect(searchBox(page)).toBeHidden();
  await expect.poll(async () => (await page.request.get("/api/patients")).status()).toBe(401);

  await page.getByLabel("Password").fill("wrong password");
  await page.keyboard.press("Enter");
  await expect(page.getByText("That is not the password of this account. Try again.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Locked" })).toBeVisible();

  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(searchBox(page)).toHaveValue("smi");
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

test("fifteen minutes without a sign of life lock the screen", async ({ page }) => {
  await page.clock.install();
  await signIn(page, "billing");
  await expect(hits(page).first()).toBeVisible();
  await page.clock.runFor("14:00");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.clock.runFor("02:00");
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
