import { expect, type Locator, type Page, test } from "@playwright/test";
import { signIn } from "./sign-in";

// What is said while somebody aims at a button does not move it: a press that begins on it and ends beside it does nothing.

async function placeOf(button: Locator): Promise<{ x: number; y: number }> {
  const box = await button.boundingBox();
  if (!box) throw new Error("The button is not on the screen.");
  return { x: Math.round(box.x), y: Math.round(box.y) };
}

async function stays(page: Page, button: Locator, type: () => Promise<void>): Promise<void> {
  await type();
  const before = await placeOf(button);
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  expect(await placeOf(button)).toEqual(before);
}

test("the button of a dialog stays where it is when the draft is kept", async ({ page }) => {
  await signIn(page, "admin", "other");
  await page.goto("/admin");
  await page.getByRole("button", { name: "Invite" }).click();
  const button = page.getByRole("button", { name: "Make the link" });
  await stays(page, button, () => page.getByLabel("Name", { exact: true }).fill("Sam Steady"));
});

test("the button of a page stays where it is when the draft is kept, on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "reception");
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  await page.goto(`/patients/${items[0].id}/details`);
  const button = page.getByRole("button", { name: "Save", exact: true });
  await stays(page, button, () => page.getByLabel("City").fill("Steady"));
});
