import { expect, type Page } from "@playwright/test";

export const PASSWORD = process.env.E2E_PASSWORD ?? "";

/** Signs in by keyboard as `role` of the demo clinic (or another tenant) and waits for the patients. */
export async function signIn(page: Page, role = "clinician", tenant = "demo"): Promise<void> {
  await page.goto("/sign-in");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.type(`${role}@${tenant}.test`);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/patients");
}

export function searchBox(page: Page) {
  return page.getByRole("combobox", { name: "Find a patient" });
}

export function hits(page: Page) {
  return page.getByRole("listbox").getByRole("option");
}

/** Waits until the scripts of a page with a form run: its button waits for them too. */
export async function isAlive(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeEnabled();
}
