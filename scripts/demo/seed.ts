import { createPool } from "@/db/client";
import { seedTenant } from "./seed-users";

export type SeedOptions = { ownerUrl: string; password: string; log: (line: string) => void };

/** Makes the demo clinic `demo` and a second tenant `other`, all or nothing. */
export async function seedDemo({ ownerUrl, password, log }: SeedOptions): Promise<void> {
  const owner = createPool(ownerUrl, { max: 1, applicationName: "swiftchart-seed" });
  try {
    await owner.begin(async (tx) => {
      await seedTenant(tx, { slug: "demo", name: "Riverside Clinic (demo)" }, password);
      await seedTenant(tx, { slug: "other", name: "Hillside Practice (demo)" }, password);
    });
    log("Made the demo clinic.");
  } finally {
    await owner.end({ timeout: 5 });
  }
}
