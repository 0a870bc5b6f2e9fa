import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type BenchResult, describeMachine, renderTable } from "./bench/report";
import { CommandError, runCommand, say } from "./run-command";

type Options = { patients: number; minutes: number; perSecond: number };
const BENCHES: Record<string, (options: Options) => Promise<BenchResult>> = {
  search: async (options) => (await import("./bench/search")).benchSearch(options),
  import: async () => {
    const { withDatabase } = await import("./with-database");
    return withDatabase(async ({ ownerUrl }) => (await import("./bench/import")).benchImport({ ownerUrl }));
  },
  write: async (options) => (await import("./bench/write")).benchWrite(options),
  page: async (options) => (await import("./bench/page")).benchPage(options),
  patient: async (options) => (await import("./bench/patient")).benchPatient(options),
  soak: async (options) => (await import("./bench/soak")).benchSoak(options),
};

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "string" },
      patients: { type: "string", default: "1000000" },
      minutes: { type: "string", default: "10" },
      rate: { type: "string", default: "100" },
    },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  const unknown = names.filter((name) => !(name in BENCHES));
  if (unknown.length > 0)
    throw new CommandError(
      `There is no bench ${unknown.join(", ")}. Known: ${Object.keys(BENCHES).join(", ")}.`,
    );
  const patients = wholeNumber("--patients", values.patients, { min: 1_000 });
  const minutes = wholeNumber("--minutes", values.minutes, { min: 1, max: 1_440 });
  const perSecond = wholeNumber("--rate", values.rate, { min: 1, max: 2_000 });
  return { names, options: { patients, minutes, perSecond }, json: values.json };
}

function wholeNumber(
  name: string,
  text: string,
  { min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number },
) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const limits = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  throw new CommandError(`${name} needs a whole number ${limits}.`);
}

await runCommand(async () => {
  const { names, options, json } = readOptions();
  const { patients } = options;
  const machine = describeMachine();
  const results: BenchResult[] = [];
  for (const name of names) {
    const result = await BENCHES[name]?.(options);
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
