import { parseArgs } from "node:util";
import { env } from "@/lib/env";
import { readSignIns } from "./demo/sign-ins";
import { CommandError, runCommand, say } from "./run-command";
import { scaleTenant } from "./scale/scale-tenant";
import { withDatabase } from "./with-database";

const PATIENTS_MAX = 50_000_000;

function readOptions(): { slug: string; patients: number } {
  const { values } = parseArgs({
    options: { tenant: { type: "string", default: "big" }, patients: { type: "string", default: "1000000" } },
  });
  const patients = Number(values.patients);
  if (!Number.isInteger(patients) || patients < 1 || patients > PATIENTS_MAX) {
    throw new CommandError(`--patients needs a whole number from 1 to ${PATIENTS_MAX}.`);
  }
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(values.tenant))
    throw new CommandError("--tenant needs lower-case letters, digits and hyphens.");
  return { slug: values.tenant, patients };
}

await runCommand(async () => {
  const { slug, patients } = readOptions();
  await withDatabase(async ({ ownerUrl }) => {
    const password = env().DEMO_PASSWORD ?? (await readSignIns(env().DATA_DIR))?.password;
    if (!password)
      throw new CommandError("Set DEMO_PASSWORD: the password of the new tenant's users is not known here.");
    const started = performance.now();
    const onProgress = (done: number, total: number) =>
      say(`${done.toLocaleString("en")} of ${total.toLocaleString("en")} patients`);
    const added = await scaleTenant({ ownerUrl, slug, patients, password, onProgress });
    say(
      `${slug}: ${added.toLocaleString("en")} patients added in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
    );
  });
  return 0;
});
