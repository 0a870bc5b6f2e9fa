import type { Sql } from "@/db/client";
import { PROVIDERS, VISITS } from "./catalogue";
import { SeededRandom } from "./seeded-random";

const DAY_MS = 86_400_000;
const DAYS_AROUND = 14;
const FIRST_HOUR_UTC = 13;
const SLOTS_A_DAY = 16;
const SLOT_MS = 30 * 60_000;
const WAITING = 7;

/** A schedule from two weeks ago to two weeks from today, and a queue of those who have arrived today. */
export async function makeSchedule(owner: Sql, tenantId: string, today: Date): Promise<void> {
  const random = new SeededRandom(41);
  const living = await owner<
    { id: string }[]
  >`SELECT id FROM patient WHERE tenant_id = ${tenantId} AND NOT deceased ORDER BY mrn LIMIT 1500`;
  const ids = living.map((row) => row.id);
  const providers = PROVIDERS.map((provider) => ({ ...provider, id: random.uuid() }));
  const rows: Record<string, string>[] = [];
  for (let offset = -DAYS_AROUND; offset <= DAYS_AROUND; offset++) {
    const day = new Date(today.getTime() + offset * DAY_MS);
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue;
    for (const provider of providers) {
      for (let slot = 0; slot < SLOTS_A_DAY; slot++) {
        if (random.chance(offset < 3 ? 0.25 : 0.6)) continue;
        const from = new Date(day);
        from.setUTCHours(FIRST_HOUR_UTC, 0, 0, 0);
        from.setTime(from.getTime() + slot * SLOT_MS);
        const isPast = from.getTime() < Date.now();
        rows.push({
          id: random.uuid(),
          patient_id: random.pick(ids),
          provider_id: provider.id,
          provider_name: provider.name,
          room: provider.room,
          type: random.pick(VISITS).title,
          from: from.toISOString(),
          to: new Date(from.getTime() + SLOT_MS).toISOString(),
          status: isPast
            ? random.pick(["fulfilled", "fulfilled", "fulfilled", "no-show", "cancelled"])
            : "booked",
        });
      }
    }
  }
  await owner`
    INSERT INTO appointment (tenant_id, id, patient_id, provider_id, provider_name, room, type, during, status)
    SELECT ${tenantId}::text::uuid, r.id, r.patient_id, r.provider_id, r.provider_name, r.room, r.type, tstzrange(r."from", r."to"), r.status
    FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS r(id uuid, patient_id uuid, provider_id uuid, provider_name text, room text,
      type text, "from" timestamptz, "to" timestamptz, status text)
    ON CONFLICT DO NOTHING`;
  await makeQueue(owner, tenantId, ids.slice(0, WAITING));
}

async function makeQueue(owner: Sql, tenantId: string, waiting: string[]): Promise<void> {
  await owner`
    INSERT INTO queue_ticket (tenant_id, id, patient_id, number, arrived_at)
    SELECT ${tenantId}::text::uuid, uuid_v7(), id::uuid, n, now() - (${WAITING} - n) * interval '6 minutes'
    FROM unnest(${waiting}::text[]) WITH ORDINALITY AS w(id, n)`;
}
