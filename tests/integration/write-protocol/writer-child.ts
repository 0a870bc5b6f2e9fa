import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { closePools } from "@/lib/tenancy";
import { patch, post } from "./counter";

// A process of its own that writes: it warms up, says "ready", and does what each line of its input asks for.
const token = process.env.TEST_TOKEN ?? "";

async function makeMany(count: number, lanes: number): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await post({ token, key: randomUUID(), body: { n: 0 } });
      if (answer.status !== 201)
        throw new Error(`A write was answered with ${answer.status}: ${await answer.text()}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

const warm = await post({ token, key: randomUUID(), body: { n: 0 } });
const { id } = (await warm.json()) as { id: string };
await patch(id, { token, ifMatch: '"1"', body: { add: 1 } });
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [what = "", ...words] = line.split(" ");
  if (what === "make") await makeMany(Number(words[0]), Number(words[1]));
  else if (what === "add") {
    const answer = await patch(words[0] ?? "", { token, key: words[1], ifMatch: '"1"', body: { add: 1 } });
    process.stdout.write(`${answer.status}\n`);
    continue;
  } else break;
  process.stdout.write("done\n");
}
await closePools();
process.exit(0);
