import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type BenchResult, describeMachine, renderTable } from "./bench/report";
import { CommandError, runCommand, say } from "./run-command";

type Options = { patients: number };
const BENCHES: Record<string, (options: Options) => Promise<BenchResult>> = {
  search: async (options) => (await import("./bench/search")).benchSearch(options),
  import: async () => {
    const { withDatabase } = await import("./with-database");
    return withDatabase(async ({ ownerUrl }) => (await import("./bench/import")).benchImport({ ownerUrl }));
  },
  write: async (options) => (await import("./bench/write")).benchWrite(options),
  page: async (options) => (await import("./bench/page")).benchPage(options),
  patient: async (options) => (await import("./bench/patient")).benchPatient(options),
};

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "string" }, patients: { type: "string", default: "1000000" } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  const unknown = names.filter((name) => !(name in BENCHES));
  if (unknown.length > 0)
    throw new CommandError(
      `There is no bench ${unknown.join(", ")}. Known: ${Object.keys(BENCHES).join(", ")}.`,
    );
  const patients = Number(values.patients);
  if (!Number.isInteger(patients) || patients < 1_000)
    throw new CommandError("--patients needs a whole number from 1000.");
  return { names, patients, json: values.json };
}

await runCommand(async () => {
  const { names, patients, json } = readOptions();
  const machine = describeMachine();
  const results: BenchResult[] = [];
  for (const name of names) {
    const result = await BENCHES[name]?.({ patients });
    if (!result) continue;
    results.push(result);
    process.stdout.write(
      `\n${result.name}   ${patients.toLocaleString("en")} patients\n${renderTable(result.rows)}\n`,
    );
    for (const note of result.notes) process.stdout.write(`  aim missed: ${note}\n`);
  }
  process.stdout.write(
    `\n${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}, commit ${machine.commit}. Times in ms.\n`,
  );
  if (json) {
    await writeFile(json, `${JSON.stringify({ machine, patients, results }, null, 2)}\n`);
    say(`Written to ${json}.`);
  }
  return 0;
});
