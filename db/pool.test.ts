import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { startTcpProxy } from "@/tests/harness/tcp-proxy";
import { openPool, type Pool, type PoolOptions } from "./pool";
import { inTenant } from "./transaction";

const database = testDatabase();
const opened: Pool[] = [];
let tenant: string;

function givenPool(over: Partial<PoolOptions> & { url?: string } = {}): Pool {
  const { url = database().appUrl, ...options } = over;
  const pool = openPool(url, { max: 4, applicationName: "test-pool", ...options });
  opened.push(pool);
  return pool;
}

beforeAll(async () => {
  const { owner } = database();
  tenant = (await givenContext(owner)).tenant.id;
  await owner`CREATE TABLE note (i int PRIMARY KEY)`;
  await owner`GRANT SELECT, INSERT ON note TO swiftchart_app`;
});

beforeEach(async () => {
  await database().owner`TRUNCATE note`;
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.end({ timeout: 1 })));
});

const notes = async (): Promise<number> =>
  Number((await database().owner`SELECT count(*) AS n FROM note`)[0]?.n);
const idleInTransaction = async (): Promise<number> => {
  const [row] = await database().owner`
    SELECT count(*) AS n FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'test-pool' AND state LIKE 'idle in transaction%'`;
  return Number(row?.n);
};
const timed = async (act: Promise<unknown>): Promise<{ code: unknown; ms: number }> => {
  const startedAt = performance.now();
  const code = await act.then(
    () => "answered",
    (error) => error.code ?? error.message,
  );
  return { code, ms: performance.now() - startedAt };
};

describe("a thousand at once", () => {
  test("transactions and plain reads beyond the driver's pipeline: none shares another's, every acknowledged write is there", async () => {
    const pool = givenPool({ max: 5, waitingMax: 5_000 });
    // The driver's own pool sends a BEGIN unnoticed as the hundredth statement of a connection: fill five of them, then begin.
    const read = (i: number) =>
      pool.lease(
        { kind: "job" },
        async ({ connection }) => connection.sql`SELECT ${i}::int AS i, pg_sleep(${i < 5 ? 0.1 : 0})`,
      );
    const work: Promise<unknown>[] = Array.from({ length: 5 * 100 }, (_, i) => read(i));
    for (let i = 0; i < 1_000; i++) {
      work.push(inTenant(pool, tenant, (tx) => tx`INSERT INTO note VALUES (${i})`, { kind: "job" }));
      work.push(read(i).then(([row]) => expect(row?.i).toBe(i)));
    }
    const outcomes = await Promise.allSettled(work);
    expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await notes()).toBe(1_000);
    expect(await idleInTransaction()).toBe(0);
    expect(pool.state()).toEqual({ idle: 5, leased: 0, connecting: 0, waiting: 0 });
  });

  test("more than may wait are refused at once, and what was acknowledged is there", async () => {
    const pool = givenPool({ waitingMax: 50 });
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) =>
        timed(inTenant(pool, tenant, (tx) => tx`INSERT INTO note VALUES (${i})`)),
      ),
    );
    const codes = outcomes.map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(["answered", "POOL_FULL"]));
    expect(await notes()).toBe(codes.filter((code) => code === "answered").length);
  });
});

describe("a statement outside a transaction", () => {
  test("reads, and cannot write", async () => {
    const pool = givenPool();
    expect(await pool`SELECT 1 AS one`).toMatchObject([{ one: 1 }]);
    await expect(pool`INSERT INTO note VALUES (1)`).rejects.toMatchObject({ code: "25006" });
    expect(await notes()).toBe(0);
  });
});

describe("a connection that is lost", () => {
  test("takes its transaction with it: what the use case does afterwards reaches no other connection", async () => {
    const pool = givenPool();
    const outcome = await timed(
      inTenant(pool, tenant, async (tx) => {
        const [row] = await tx`SELECT pg_backend_pid() AS pid`;
        await database().owner`SELECT pg_terminate_backend(${row?.pid})`;
        await tx`INSERT INTO note VALUES (1)`.catch(() => {});
        await tx`INSERT INTO note VALUES (2)`.catch(() => {});
      }),
    );
    expect(outcome.code).toMatch(/^(CONNECTION_CLOSED|ECONNRESET|57P01)$/);
    expect(await notes()).toBe(0);
    expect(await pool`SELECT 1 AS one`).toMatchObject([{ one: 1 }]);
  });

  test("after COMMIT was sent leaves the outcome open, and says so", async () => {
    const proxy = await startTcpProxy(database().appUrl);
    const pool = givenPool({ url: proxy.url });
    await pool`SELECT 1`;
    proxy.swallowAnswers("COMMIT");
    const outcome = timed(
      inTenant(pool, tenant, (tx) => tx`INSERT INTO note VALUES (1)`, { endsAt: performance.now() + 300 }),
    );
    expect((await outcome).code).toBe("OUTCOME_UNKNOWN");
    expect(await notes()).toBe(1);
    await proxy.stop();
  });
});

describe("a transaction", () => {
  test("in which a statement failed is rolled back, also when the use case caught the error", async () => {
    const pool = givenPool();
    const half = inTenant(pool, tenant, async (tx) => {
      await tx`INSERT INTO note VALUES (1)`;
      await tx`SELECT 1 / 0`.catch(() => {});
    });
    await expect(half).rejects.toMatchObject({ code: "22012" });
    expect(await notes()).toBe(0);
  });

  test("goes on after a savepoint was rolled back", async () => {
    const pool = givenPool();
    await inTenant(pool, tenant, async (tx) => {
      await tx`INSERT INTO note VALUES (1)`;
      const step = tx.savepoint(async (inner) => {
        await inner`INSERT INTO note VALUES (2)`;
        await inner`SELECT 1 / 0`;
      });
      await expect(step).rejects.toMatchObject({ code: "22012" });
      await tx`INSERT INTO note VALUES (3)`;
    });
    expect(await database().owner`SELECT i FROM note ORDER BY i`).toMatchObject([{ i: 1 }, { i: 3 }]);
  });

  test("that is over takes no further statement", async () => {
    const pool = givenPool();
    let late: (() => Promise<unknown>) | undefined;
    await inTenant(pool, tenant, async (tx) => {
      late = async () => tx`INSERT INTO note VALUES (1)`;
    });
    await expect(late?.()).rejects.toThrow("over");
  });
});

describe("a locked table", () => {
  const withLock = async (act: () => Promise<void>): Promise<void> => {
    await database().owner.begin(async (tx) => {
      await tx`LOCK TABLE note IN ACCESS EXCLUSIVE MODE`;
      await act();
    });
  };

  test("ends a read in 3 s, and the connection is of use again", async () => {
    const pool = givenPool({ max: 1 });
    await withLock(async () => {
      const { code, ms } = await timed(
        inTenant(pool, tenant, (tx) => tx`SELECT * FROM note`, { kind: "read" }),
      );
      expect(code).toBe("55P03");
      expect(ms).toBeLessThan(3_000);
      expect((await timed(pool`SELECT 1`)).code).toBe("answered");
    });
  });

  test("drops what waits for a caller who is gone, and cancels what runs for him", async () => {
    const pool = givenPool({ max: 1 });
    await withLock(async () => {
      const gone = new AbortController();
      const work = { kind: "read" as const, signal: gone.signal };
      let begun = 0;
      const read = () =>
        timed(
          inTenant(
            pool,
            tenant,
            (tx) => {
              begun++;
              return tx`SELECT * FROM note`;
            },
            work,
          ),
        );
      const [running, waiting] = [read(), read()];
      await expect.poll(() => begun).toBe(1);
      gone.abort();
      expect((await waiting).code).toBe("CALLER_GONE");
      const { code, ms } = await running;
      expect(code).toBe("CALLER_GONE");
      expect(ms).toBeLessThan(1_500);
      expect(begun).toBe(1);
      expect((await timed(read())).ms).toBeLessThan(500);
      await expect
        .poll(async () => (await database().owner`SELECT 1 FROM pg_locks WHERE NOT granted`).length)
        .toBe(0);
    });
  });

  test("a change that has begun is carried through although its caller is gone", async () => {
    const pool = givenPool();
    const gone = new AbortController();
    const write = inTenant(
      pool,
      tenant,
      async (tx) => {
        await tx`INSERT INTO note VALUES (1)`;
        gone.abort();
        await tx`INSERT INTO note VALUES (2)`;
      },
      { signal: gone.signal },
    );
    await write;
    expect(await notes()).toBe(2);
  });
});

describe("a server that does not answer", () => {
  test("costs a read its deadline and no more; afterwards everything is as before", async () => {
    const proxy = await startTcpProxy(database().appUrl);
    const pool = givenPool({ url: proxy.url });
    await Promise.all(Array.from({ length: 8 }, () => pool`SELECT pg_sleep(0.01)`));
    proxy.swallowAnswers();
    const stuck = await Promise.all(
      Array.from({ length: 40 }, () => timed(inTenant(pool, tenant, (tx) => tx`SELECT 1`, { kind: "read" }))),
    );
    for (const { code, ms } of stuck) {
      expect(code).toMatch(/^(DEADLINE|CONNECT_TIMEOUT)$/);
      expect(ms).toBeLessThan(2_900);
    }
    proxy.passOn();
    await expect.poll(async () => (await timed(pool`SELECT 1`)).code, { timeout: 5_000 }).toBe("answered");
    await proxy.stop();
  });

  test("and one that closes at once are asked again every second at the latest, not all the time", async () => {
    const proxy = await startTcpProxy(database().appUrl);
    const downs: string[] = [];
    let ups = 0;
    const pool = givenPool({
      url: proxy.url,
      onDown: (code) => downs.push(code),
      onUp: () => {
        ups++;
      },
    });
    await pool`SELECT 1`;
    proxy.refuse();
    const before = proxy.accepted();
    const until = performance.now() + 2_500;
    while (performance.now() < until) {
      const { code, ms } = await timed(pool`SELECT 1`);
      expect(code).not.toBe("answered");
      expect(ms).toBeLessThan(500);
      await wait(5);
    }
    expect(proxy.accepted() - before).toBeLessThan(12);
    proxy.passOn();
    await expect.poll(async () => (await timed(pool`SELECT 1`)).code, { timeout: 1_500 }).toBe("answered");
    expect([downs.length, ups]).toEqual([1, 1]);
    await proxy.stop();
  });
});
