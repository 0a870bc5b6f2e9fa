import "server-only";
import { type Connection, openConnection } from "./connection";
import { poolError } from "./database-error";
import { watch } from "./watch";

export type ConnectionsOptions = {
  /** Connections at most. */
  max: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** The server's socket, taken instead of the URL's host and port. */
  socketPath?: string | undefined;
  /** Pieces of work that may wait for a connection; 256 when left out. */
  waitingMax?: number;
  /** Told when the database cannot be reached any more, with the code, and when it is back. */
  onDown?: (code: string) => void;
  onUp?: () => void;
};

const WAITING_MAX = 256;
const BACK_OFF_MS_MIN = 50;
const BACK_OFF_MS_MAX = 1_000;
const LIFETIME_MS = 45 * 60_000;

type Waiter = { take: (connection: Connection) => void; fail: (error: unknown) => void };

/**
 * Connections that are lent to one holder at a time, and the bounded queue before them. After a failure one connection at a time
 * is tried, every second at the latest; while there is none at all, whoever asks is refused at once.
 */
export class Connections {
  private readonly idle: Connection[] = [];
  private readonly lent = new Set<Connection>();
  private readonly waiters = new Set<Waiter>();
  private connecting = 0;
  private failures = 0;
  private lastFailure: unknown;
  private retryTimer: NodeJS.Timeout | undefined;
  private isEnded = false;
  private whenReturned: (() => void) | undefined;

  constructor(
    private readonly url: string,
    private readonly options: ConnectionsOptions,
  ) {}

  state(): { idle: number; leased: number; connecting: number; waiting: number } {
    const { idle, lent, connecting, waiters } = this;
    return { idle: idle.length, leased: lent.size, connecting, waiting: waiters.size };
  }

  /**
   * A connection of one's own, to be given back.
   * @throws DatabaseError: POOL_FULL, DEADLINE, CALLER_GONE, or why the database cannot be reached
   */
  borrow(endsAt: number, signal: AbortSignal | undefined): Promise<Connection> {
    if (this.isEnded) return Promise.reject(poolError("CONNECTION_CLOSED"));
    if (signal?.aborted) return Promise.reject(poolError("CALLER_GONE"));
    const free = this.idle.pop();
    if (free) {
      this.lent.add(free);
      return Promise.resolve(free);
    }
    if (this.isDown()) return Promise.reject(this.lastFailure);
    if (this.waiters.size >= (this.options.waitingMax ?? WAITING_MAX))
      return Promise.reject(poolError("POOL_FULL"));
    return this.wait(endsAt, signal);
  }

  /** Takes a borrowed connection back, also a lost one. A second time is without effect. */
  giveBack(connection: Connection): void {
    if (!this.lent.delete(connection)) return;
    connection.onLost = null;
    const isOld = performance.now() - connection.openedAt > LIFETIME_MS;
    if (isOld && !connection.isLost()) void connection.close();
    else this.hand(connection);
    this.grow();
    if (this.lent.size === 0) this.whenReturned?.();
  }

  /** Closes idle connections at once, the others when they are given back, at the latest after `timeoutMs`. */
  async end(timeoutMs: number): Promise<void> {
    this.isEnded = true;
    clearTimeout(this.retryTimer);
    for (const waiter of [...this.waiters]) waiter.fail(poolError("CONNECTION_CLOSED"));
    const closing = this.idle.splice(0).map((connection) => connection.close());
    if (this.lent.size > 0) {
      const late = setTimeout(() => {
        for (const connection of this.lent) connection.destroy();
      }, timeoutMs);
      await new Promise<void>((resolve) => {
        this.whenReturned = resolve;
      });
      clearTimeout(late);
    }
    await Promise.all(closing);
  }

  private live(): number {
    return this.idle.length + this.lent.size;
  }

  private isDown(): boolean {
    return this.failures > 0 && this.live() === 0;
  }

  private wait(endsAt: number, signal: AbortSignal | undefined): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const stopWatch = watch({ endsAt, signal }, (why) => waiter.fail(poolError(why)));
      const leave = () => {
        this.waiters.delete(waiter);
        stopWatch();
      };
      const waiter: Waiter = {
        take: (connection) => {
          leave();
          this.lent.add(connection);
          resolve(connection);
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      this.waiters.add(waiter);
      this.grow();
    });
  }

  /** To the one who waits longest, or to those at rest. */
  private hand(connection: Connection): void {
    if (connection.isLost()) return;
    const [waiter] = this.waiters;
    if (this.isEnded) void connection.close();
    else if (waiter) waiter.take(connection);
    else {
      connection.onLost = () => {
        const at = this.idle.indexOf(connection);
        if (at >= 0) this.idle.splice(at, 1);
      };
      this.idle.push(connection);
    }
  }

  /** Opens what those who wait need, as far as it may. */
  private grow(): void {
    if (this.isEnded || this.retryTimer) return;
    const atOnce = Math.min(this.waiters.size, this.failures > 0 ? 1 : this.options.max);
    while (this.connecting < atOnce && this.live() + this.connecting < this.options.max) this.open();
  }

  private open(): void {
    this.connecting++;
    const connection = openConnection(this.url, this.options);
    connection.ready.then(
      () => {
        this.connecting--;
        this.noteSuccess();
        this.hand(connection);
        this.grow();
      },
      (error) => {
        this.connecting--;
        this.noteFailure(error);
      },
    );
  }

  private noteSuccess(): void {
    if (this.failures > 0) this.options.onUp?.();
    this.failures = 0;
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
  }

  private noteFailure(error: unknown): void {
    if (this.failures === 0) this.options.onDown?.(String((error as { code?: string }).code));
    this.failures++;
    this.lastFailure = error;
    if (this.isDown() && this.connecting === 0) for (const waiter of [...this.waiters]) waiter.fail(error);
    if (this.retryTimer || this.isEnded) return;
    const ms = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_MIN * 2 ** Math.min(this.failures, 10));
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined;
      // While nothing works it is tried whether somebody asks or not, so that the first who asks afterwards is answered.
      if (this.isDown() && this.connecting === 0) this.open();
      else this.grow();
    }, ms);
    // Whoever waits for the database keeps the process alive; a pool does not.
    this.retryTimer.unref();
  }
}
