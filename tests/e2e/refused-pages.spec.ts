import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./sign-in";

const TABS = ["", "/records", "/billing", "/details"];

async function somePatient(page: Page): Promise<string> {
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  return items[0].id;
}

/** The refusals that a clinic's trail has of a patient: `code page`, sorted. */
async function refusalsOf(auditor: Page, patientId: string): Promise<string[]> {
  const answer = await auditor.request.get(`/api/audit?patient=${patientId}&outcome=refused`);
  const { items } = (await answer.json()) as { items: { detail: { code: string; route: string } }[] };
  return items.map(({ detail }) => `${detail.code} ${detail.route}`).sort();
}

test("every page of a patient who is not there, or is another clinic's, says so and leaves its trace", async ({
  page,
  browser,
}) => {
  const open = async (role: string, tenant: string) => {
    const opened = await (await browser.newContext()).newPage();
    await signIn(opened, role, tenant);
    return opened;
  };
  const home = await open("clinician", "demo");
  const auditor = await open("admin", "other");
  await signIn(page, "clinician", "other");
  await page.goto(`/patients/${randomUUID()}`);
  await expect(page.getByText("There is no such patient here")).toBeVisible();
  for (const patientId of [randomUUID(), await somePatient(home)]) {
    for (const tab of TABS) {
      const answer = await page.request.get(`/patients/${patientId}${tab}`);
      expect([tab, answer.status()]).toEqual([tab, 404]);
    }
    const expected = TABS.map((tab) => `not_found /patients/:id${tab}`).sort();
    expect(await refusalsOf(auditor, patientId)).toEqual(expected);
  }
  for (const opened of [home, auditor]) await opened.context().close();
});

test("an address that is no patient's says the same", async ({ page }) => {
  await signIn(page);
  expect((await page.goto("/patients/nobody/records"))?.status()).toBe(404);
  await expect(page.getByText("There is no such patient here")).toBeVisible();
});

test("a page that the role may not see says so and leaves its trace", async ({ page, browser }) => {
  const auditor = await (await browser.newContext()).newPage();
  await signIn(auditor, "admin");
  await signIn(page, "nurse");
  const patientId = await somePatient(page);
  await page.goto(`/patients/${patientId}/billing`);
  await expect(page.getByText(/Your role may not see billing/)).toBeVisible();
  expect(await refusalsOf(auditor, patientId)).toContain("forbidden /patients/:id/billing");
  await auditor.context().close();
});
