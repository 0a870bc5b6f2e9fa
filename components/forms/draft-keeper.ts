import type { Draft, Values } from "./typed-text";

/** Where the drafts of one form are kept. Every act may fail: a browser without storage works without drafts. */
export type DraftShelf = {
  /** What was left by an earlier visit; it belongs to this tab then. */
  find: () => Promise<Draft | null>;
  keep: (draft: Draft) => Promise<void>;
  remove: () => Promise<void>;
  /** Takes what was saved under `key` out of the draft that was sent with it. */
  settle: (key: string, saved: Values) => Promise<void>;
};

type Options = {
  open: () => Promise<DraftShelf>;
  /** The earlier visit's draft, before anything is kept in its place. */
  onFound: (draft: Draft | null) => void;
  /** What is to be kept now; null when nothing is. */
  draftNow: () => Draft | null;
  /** When the present text was last kept on the device; null while it is not. */
  onKept: (at: string | null) => void;
};

/** Typed letters are on the disk within a second, however fast somebody types. */
const KEEP_MS = 400;

/** Keeps the text of one opened form on the device: never before it is known what an earlier visit left there. */
export class DraftKeeper {
  private shelf: Promise<DraftShelf> | null = null;
  private found: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: Options) {}

  /** Looks for what an earlier visit left, once; again after it failed. */
  look(): Promise<void> {
    if (!this.found) {
      this.found = this.open().then(async (shelf) => this.options.onFound(await shelf.find()));
      this.found.catch(() => {
        this.found = null;
      });
    }
    return this.found;
  }

  /** The text has changed: it is kept soon. */
  touch(): void {
    this.timer ??= setTimeout(() => void this.flush(), KEEP_MS);
  }

  /** Keeps the text now; resolves when it is kept, or cannot be. */
  flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    return this.inTurn(async () => {
      const shelf = await this.open();
      await this.look();
      const draft = this.options.draftNow();
      await (draft ? shelf.keep(draft) : shelf.remove());
      this.options.onKept(draft?.at ?? null);
    });
  }

  /** Writes what waits to be kept; nothing when nothing does. */
  flushWaiting(): void {
    if (this.timer) void this.flush();
  }

  settle(key: string, saved: Values): Promise<void> {
    return this.inTurn(async () => (await this.open()).settle(key, saved));
  }

  /** Lets the key go once all is written. */
  close(): void {
    this.flushWaiting();
    void this.inTurn(async () => {
      this.shelf = null;
    });
  }

  private open(): Promise<DraftShelf> {
    if (!this.shelf) {
      this.shelf = this.options.open();
      this.shelf.catch(() => {
        this.shelf = null;
      });
    }
    return this.shelf;
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    const run = this.last.then(act).catch(() => this.options.onKept(null));
    this.last = run;
    return run;
  }
}
