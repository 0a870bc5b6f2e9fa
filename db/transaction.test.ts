import { beforeAll, expect, test } from "vitest";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { type Lease, openPool, type Pool } from "./pool";
import { inTenant } from "./transaction";

const database = testDatabase();
let app: Pool;
let demo: string;
let other: string;

beforeAll(async () => {
  app = openPool(database().appUrl, { max: 1, applicationName: "test" });
  demo = (await givenContext(database().owner, "admin", "demo")).tenant.id;
  other = (await givenContext(database().owner, "admin", "other")).tenant.id;
  return () => app.end();
});

const slugs = (tenant: string) =>
  inTenant(app, tenant, (tx) => tx<{ slug: string }[]>`SELECT slug FROM tenant`);

test("each transaction sees its own tenant, one after the other on the same connection", async () => {
  expect(await slugs(demo)).toMatchObject([{ slug: "demo" }]);
  expect(await slugs(other)).toMatchObject([{ slug: "other" }]);
});

test("a row of another tenant cannot be written", async () => {
  const write = inTenant(app, demo, (tx) => tx`INSERT INTO directory_version (tenant_id) VALUES (${other})`);
  await expect(write).rejects.toThrow("row-level security");
});

test("what a rejected transaction wrote is gone", async () => {
  const version = () =>
    inTenant(
      app,
      demo,
      async (tx) => (await tx`SELECT version FROM directory_version`)[0]?.version as string,
    );
  const before = await version();
  const failing = inTenant(app, demo, async (tx) => {
    await tx`UPDATE directory_version SET version = version + 1`;
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await version()).toBe(before);
});

test("a read-only transaction refuses to write", async () => {
  const write = inTenant(app, demo, (tx) => tx`UPDATE directory_version SET version = version + 1`, {
    isReadOnly: true,
  });
  await expect(write).rejects.toThrow("read-only");
});

test("an id that is no uuid fails the transaction instead of running without a tenant", async () => {
  await expect(slugs("' OR true")).rejects.toThrow("uuid");
});

test("of statements sent together, the failure is that of the one that failed, whoever hears of it first", async () => {
  const together = inTenant(app, demo, (tx) => {
    const later = async () => {
      try {
        return await tx`SELECT 1 / 0`;
      } finally {
        await Promise.resolve();
      }
    };
    return Promise.all([later(), tx`SELECT 1`]);
  });
  await expect(together).rejects.toMatchObject({ code: "22012" });
});

test("what the caller makes of a failed statement is the failure", async () => {
  const refused = inTenant(app, demo, (tx) =>
    tx`SELECT 1 / 0`.catch(() => {
      throw new Error("in words");
    }),
  );
  await expect(refused).rejects.toThrow("in words");
});

/** The pool, whose COMMIT PostgreSQL answers with ROLLBACK, as it does when the transaction has failed unseen. */
function rollingBack(pool: Pool): Pool {
  const lease: Pool["lease"] = (work, run) =>
    pool.lease(work, (held) => {
      const { connection } = held;
      const unsafe = (text: string) => connection.sql.unsafe(text === "COMMIT" ? "ROLLBACK" : text);
      const sql = new Proxy(connection.sql, {
        get: (target, name) => (name === "unsafe" ? unsafe : Reflect.get(target, name)),
      });
      const other = new Proxy(connection, {
        get: (target, name) => {
          const value = name === "sql" ? sql : Reflect.get(target, name);
          return name !== "sql" && typeof value === "function" ? value.bind(target) : value;
        },
      });
      return run(Object.assign(Object.create(held) as Lease, { connection: other }));
    });
  return Object.assign(((...input: Parameters<Pool>) => pool(...input)) as Pool, { ...pool, lease });
}

test("a transaction that the database rolled back instead of committing is no success", async () => {
  const version = async () =>
    (await inTenant(app, demo, (tx) => tx`SELECT version FROM directory_version`))[0]?.version;
  const before = await version();
  const lost = inTenant(
    rollingBack(app),
    demo,
    (tx) => tx`UPDATE directory_version SET version = version + 1`,
  );
  await expect(lost).rejects.toThrow();
  expect(await version()).toBe(before);
});

const countVersion = async (): Promise<number> =>
  Number((await inTenant(app, demo, (tx) => tx`SELECT version FROM directory_version`))[0]?.version);

test("a reader's COMMIT goes with the last statements, and nothing behind it", async () => {
  const before = await countVersion();
  const more = inTenant(app, demo, async (tx, commit) => {
    const committed = commit();
    return Promise.all([committed, tx`UPDATE directory_version SET version = version + 1`]);
  });
  await expect(more).rejects.toThrow("over");
  expect(await countVersion()).toBe(before);

  await inTenant(app, demo, (tx, commit) =>
    Promise.all([tx`UPDATE directory_version SET version = version + 1`, commit()]),
  );
  expect(await countVersion()).toBe(before + 1);
});

test("a failure among the statements that the COMMIT goes with undoes all of them, and is the one that is told", async () => {
  const before = await countVersion();
  const failing = inTenant(app, demo, (tx, commit) =>
    Promise.all([tx`UPDATE directory_version SET version = version + 1`, tx`SELECT 1 / 0`, commit()]),
  );
  await expect(failing).rejects.toMatchObject({ code: "22012" });
  const silenced = inTenant(app, demo, async (tx, commit) => {
    await Promise.all([
      tx`UPDATE directory_version SET version = version + 1`,
      tx`SELECT 1 / 0`.catch(() => "hidden"),
      commit(),
    ]);
  });
  await expect(silenced).rejects.toMatchObject({ code: "22012" });
  expect(await countVersion()).toBe(before);
});

test("a statement made before the COMMIT and waited for after it is refused, not run in another transaction", async () => {
  const late = inTenant(app, demo, async (tx, commit) => {
    const kept = tx`SELECT current_setting('app.tenant_id', true) AS tenant`;
    await commit();
    return kept;
  });
  await expect(late).rejects.toThrow("over");
  expect(await slugs(other)).toMatchObject([{ slug: "other" }]);
});

test("a statement of a transaction that failed, or of a savepoint that is over, is refused wherever it is waited for", async () => {
  let kept: PromiseLike<unknown> | undefined;
  const failed = inTenant(app, demo, async (tx) => {
    kept = tx`UPDATE directory_version SET version = version + 100`;
    throw new Error("changed my mind");
  });
  await expect(failed).rejects.toThrow("changed my mind");
  const before = await countVersion();
  const inAnother = inTenant(app, demo, async (tx) => {
    await tx`SELECT 1`;
    await kept;
  });
  await expect(inAnother).rejects.toThrow("over");
  let inner: PromiseLike<unknown> | undefined;
  await inTenant(app, demo, (tx) =>
    tx.savepoint(async (step) => {
      inner = step`UPDATE directory_version SET version = version + 100`;
    }),
  );
  await expect(inTenant(app, demo, async () => inner)).rejects.toThrow("over");
  expect(await countVersion()).toBe(before);
});
