import { parseArgs } from "node:util";
import { createToken } from "@/lib/auth";
import { CommandError, runCommand } from "./run-command";
import { withDatabase } from "./with-database";

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string", default: "demo" },
      email: { type: "string" },
      days: { type: "string", default: "30" },
    },
  });
  const { tenant, email } = values;
  const days = Number(values.days);
  if (!email) throw new CommandError("Say whose token: --email clinician@demo.test");
  if (!Number.isInteger(days) || days < 1 || days > 3650)
    throw new CommandError("--days needs a whole number from 1 to 3650.");
  const token = await withDatabase(({ owner }) => createToken(owner, { tenant, email, days }));
  process.stdout.write(`${token}\n`);
  return 0;
});
