import { parseArgs } from "node:util";
import { env } from "@/lib/env";
import { makeClinic, makeLinkByCommand, NewClinic } from "@/lib/people";
import { CommandError, runCommand, say } from "./run-command";
import { openDatabase } from "./with-database";

const USAGE =
  'Say which: --tenant westside --name "Westside Clinic" --email you@westside.example [--admin "Your Name"] [--time-zone Z] [--locale L] [--currency C], or --reset-link --email E';
const OPTION_OF: Record<string, string> = { slug: "tenant", adminName: "admin", timeZone: "time-zone" };

type Options = ReturnType<typeof readOptions>;

function readOptions() {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string" },
      name: { type: "string" },
      email: { type: "string" },
      admin: { type: "string" },
      "time-zone": { type: "string", default: "UTC" },
      locale: { type: "string", default: "en-US" },
      currency: { type: "string", default: "USD" },
      "reset-link": { type: "boolean", default: false },
    },
  });
  return values;
}

function toClinic(options: Options): NewClinic {
  const { tenant, name, email, admin, locale, currency } = options;
  if (!tenant || !name || !email) throw new CommandError(USAGE);
  const parsed = NewClinic.safeParse({
    slug: tenant,
    name,
    email,
    adminName: admin ?? email.split("@")[0],
    timeZone: options["time-zone"],
    locale,
    currency,
  });
  if (parsed.success) return parsed.data;
  const [fault] = parsed.error.issues;
  const field = String(fault?.path[0] ?? "");
  throw new CommandError(`--${OPTION_OF[field] ?? field}: ${fault?.message}`);
}

await runCommand(async () => {
  const options = readOptions();
  const clinic = options["reset-link"] ? null : toClinic(options);
  if (!clinic && !options.email) throw new CommandError(USAGE);
  // Not withDatabase: a clinic of one's own needs no demo clinic beside it.
  const database = await openDatabase();
  try {
    const link = clinic
      ? await makeClinic(database.owner, clinic)
      : await makeLinkByCommand(database.owner, options.email ?? "");
    process.stdout.write(`${link}\n`);
  } finally {
    await database.close();
  }
  say("The link works once; an invitation for 7 days, a reset for 24 hours.");
  if (!env().AUTH_URL)
    say(`It leads to this machine, port ${env().PORT}. Set AUTH_URL to the address people use.`);
  return 0;
});
