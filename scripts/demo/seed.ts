import { createPool } from "@/db/client";
import { seedTenant } from "./seed-users";

export type SeedOptions = { ownerUrl: string; password: string };

/** Makes the demo clinic `demo`, still without patients, and a second tenant `other`, all or nothing. */
export async function seedDemo({ ownerUrl, password }: SeedOptions): Promise<void> {
  const owner = createPool(ownerUrl, { max: 1, applicationName: "swiftchart-seed" });
  try {
    await owner.begin(async (tx) => {
      const demo = await seedTenant(tx, { slug: "demo", name: "Riverside Clinic (demo)" }, password);
      const other = await seedTenant(tx, { slug: "other", name: "Hillside Practice (demo)" }, password);
      await tx`
        INSERT INTO demo_clinic (tenant_id, day, finished_at)
        VALUES (${demo}, (now() AT TIME ZONE 'UTC')::date, NULL), (${other}, (now() AT TIME ZONE 'UTC')::date, now())`;
    });
  } finally {
    await owner.end({ timeout: 5 });
  }
}
