import type { Answer } from "@/components/session/api-client";
import { DraftKeeper } from "./draft-keeper";
import {
  type Conflict,
  type FormOptions,
  type FormParts,
  type FormView,
  type FormWorld,
  isNewer,
  type SaveState,
  type StoredRow,
  toState,
  viewOf,
} from "./form-view";
import { mergeValues } from "./merge-values";
import { SavedEarlier, type SaveRequest, Saver, versionOf, waitingText } from "./save-request";
import {
  afterSave,
  type Draft,
  followed,
  onTopOf,
  restore,
  toDraft,
  typeInto,
  type Values,
  whenStored,
} from "./typed-text";

/** A save does not wait longer than this for the device's storage. */
const NOTE_MS_MAX = 500;

const NOTHING_TYPED = "Nothing is changed, so there is nothing to save.";
const OTHERS_CHANGED = "This was saved elsewhere meanwhile. What you typed stays; the rest is as saved.";
const BOTH_CHANGED = "What you are changing was saved otherwise meanwhile. Saving shows you both.";
const LEFT_UNSAVED = "A change was not saved. Open its form again: what you typed is there.";

/**
 * One opened form, apart from any screen: what is typed, on top of what was seen; its draft on the device; its saves. Nothing typed
 * is lost by what happens meanwhile: a draft that is found late, a save under way, a lost answer, a colleague's save, a lock.
 */
export class OpenForm<T> {
  private parts: FormParts<T>;
  private view: FormView<T>;
  private readonly listeners = new Set<() => void>();
  private running: AbortController | null = null;
  private isOpen = false;
  private readonly saver: Saver;
  private readonly drafts: DraftKeeper;

  constructor(
    private options: FormOptions<T>,
    private readonly world: FormWorld,
  ) {
    this.parts = {
      state: { is: "idle" },
      keptAt: null,
      restoredAt: null,
      typing: null,
      stored: options.stored,
    };
    this.view = viewOf(this.parts);
    this.saver = new Saver({
      ...world,
      onWait: (error) => this.change({ state: { is: "retrying", message: waitingText(error) } }),
      // A change that is sent twice is refused by its version; a second one of something made is not.
      onSend: () => this.noteSending(),
    });
    this.drafts = new DraftKeeper({
      open: () => world.openShelf(options.form),
      onFound: (draft) => draft && this.restore(draft),
      draftNow: () => this.parts.typing && toDraft(this.parts.typing, this.saver.unsettled, world.now()),
      onKept: (keptAt) => this.change({ keptAt: this.parts.typing && keptAt }),
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getView = (): FormView<T> => this.view;

  /** The form is on the screen. */
  open(): void {
    this.isOpen = true;
    // Tried again when something is to be kept.
    this.drafts.look().catch(() => {});
  }

  /** The form is left: what was typed is kept, and a change that was sent goes on. Nothing is made any more that nobody waits for. */
  close(): void {
    this.isOpen = false;
    if (this.parts.stored.version === null) this.running?.abort();
    this.drafts.close();
  }

  /** The page goes away or is hidden. */
  keep = (): void => this.drafts.flushWaiting();

  /** What the page says by now. Of two versions the newer one is stored. */
  follow(options: FormOptions<T>): void {
    this.options = options;
    if (isNewer(options.stored, this.parts.stored)) this.storedIs(options.stored);
  }

  set = (name: string, value: string): void => {
    this.type(typeInto(this.parts.typing, this.parts.stored, { [name]: value }));
  };

  /** Saves what is typed; nothing while a save is under way, and nothing but words when nothing is changed. */
  submit = (): void => {
    const { typing, stored } = this.parts;
    if (this.running) return;
    if (typing || stored.version === null) void this.save();
    else this.world.tell(NOTHING_TYPED);
  };

  /** Back to what is stored; the draft is gone. */
  discard = (): void => {
    this.change({ state: { is: "idle" }, restoredAt: null });
    this.type(null);
    void this.drafts.flush();
  };

  /** Of a conflict: `values` were chosen with both versions seen, and are saved on top of the other one. */
  resolve = (values: Values): void => {
    const { state } = this.parts;
    if (state.is !== "conflict") return;
    const stored = this.toStored(state);
    this.change({ stored, state: { is: "idle" } });
    this.type(onTopOf(stored, values));
    if (this.parts.typing) this.submit();
    else void this.drafts.flush();
  };

  /** Closes the conflict and goes on typing; the next save opens it again. */
  dismiss = (): void => this.change({ state: { is: "idle" } });

  /** Stops asking for a lost answer. */
  stop = (): void => this.running?.abort();

  private async save(): Promise<void> {
    const stop = new AbortController();
    this.running = stop;
    this.change({ state: { is: "saving" } });
    try {
      const saved = await this.saveOnce(stop.signal);
      this.change({ state: { is: "idle" } });
      this.options.onSaved(saved, this.parts.typing === null);
    } catch (error) {
      this.refused(toState(error));
    } finally {
      this.running = null;
    }
  }

  /** Sends what is typed; again on top of it when what was sent before turns out to be saved. */
  private async saveOnce(signal: AbortSignal): Promise<T> {
    for (;;) {
      const { base, version } = this.parts.typing?.on ?? this.parts.stored;
      const values = this.view.values;
      const request = { ...this.options.toRequest(values, base), version, values };
      try {
        return this.accept(request, await this.saver.save<T>(request, signal));
      } catch (error) {
        const now = error instanceof SavedEarlier ? this.acceptEarlier(error) : this.passOver(error);
        if (!now) throw error;
        // What was made is shown; the new text would make a second one, and stays as it is.
        if (version === null || !this.parts.typing) return now;
      }
    }
  }

  private acceptEarlier({ request, answer }: SavedEarlier): T {
    return this.accept(request, answer as Answer<T>);
  }

  /** A newer version in which nobody changed a field of the form is nothing to ask about; null where it is. */
  private passOver(error: unknown): T | null {
    const state = toState<T>(error);
    if (state.is !== "conflict") return null;
    const { base, values } = this.view;
    const stored = this.toStored(state);
    const { merged, conflicts } = mergeValues(base, values, stored.base);
    if (conflicts.length > 0 || !isNewer(stored, this.parts.typing?.on ?? this.parts.stored)) return null;
    this.change({ stored, typing: onTopOf(stored, merged) });
    this.touch();
    return state.current;
  }

  private toStored({ current, version }: Conflict<T>): StoredRow<T> {
    return { base: this.options.toBase(current), version, row: current };
  }

  private refused(state: SaveState<T>): void {
    const isConflict = state.is === "conflict";
    // Discarded, the form shows what the other one saved.
    this.change({ state, ...(isConflict ? { stored: this.toStored(state) } : {}) });
    this.touch();
    if (!this.isOpen && !this.running?.signal.aborted) this.world.tell(LEFT_UNSAVED);
  }

  /**
   * What is sent is on the device first, where sending it twice would make two. A change need not wait: its version refuses a second
   * one.
   */
  private async noteSending(): Promise<void> {
    this.touch();
    if (this.parts.stored.version !== null) return;
    await Promise.race([this.drafts.flush(), this.world.wait(NOTE_MS_MAX, new AbortController().signal)]);
  }

  private accept({ values = {}, version }: SaveRequest, { value, etag }: Answer<T>): T {
    const { typing, stored } = this.parts;
    const saved =
      version === null
        ? stored
        : { base: this.options.toBase(value), version: etag ? versionOf(etag) : version, row: value };
    this.change({
      typing: afterSave(typing, values, saved),
      stored: isNewer(saved, stored) ? saved : stored,
      keptAt: null,
      restoredAt: null,
    });
    // A form that is left may be open again elsewhere on the page, with the same draft.
    if (this.isOpen) void this.drafts.flush();
    else void this.drafts.settle(this.saver.lastKey, values);
    return value;
  }

  private restore(draft: Draft): void {
    this.saver.unsettled ??= draft.sent;
    const { stored } = this.parts;
    const { typing, conflicts } = restore(draft, stored, this.parts.typing);
    this.change({ typing, restoredAt: typing && draft.at });
    if (conflicts.length > 0 && stored.row && !this.running) {
      this.change({ state: { is: "conflict", current: stored.row, version: stored.version ?? "" } });
    }
    if (!typing) this.touch();
  }

  private type(typing: FormParts<T>["typing"]): void {
    this.change({ typing, ...(typing ? {} : { keptAt: null, restoredAt: null }) });
    this.touch();
  }

  /** A form that is left has written its last. */
  private touch(): void {
    if (this.isOpen) this.drafts.touch();
  }

  private storedIs(stored: StoredRow<T>): void {
    const typing = this.typingOn(stored);
    const isDone = this.parts.typing !== null && typing === null;
    const isMoved = this.parts.typing !== typing;
    this.change({ stored, typing, ...(isDone ? { keptAt: null, restoredAt: null } : {}) });
    if (isMoved) this.touch();
  }

  /** What is typed once `stored` is known. Nothing moves under a save, nor under a question about two versions. */
  private typingOn(stored: StoredRow<T>): FormParts<T>["typing"] {
    const { typing, state } = this.parts;
    if (!typing || this.running || state.is === "conflict") return whenStored(typing, stored);
    const next = followed(typing, stored, this.saver.unsettled);
    if (next.typing) this.world.tell(next.conflicts.length > 0 ? BOTH_CHANGED : OTHERS_CHANGED);
    return next.typing;
  }

  private change(parts: Partial<FormParts<T>>): void {
    this.parts = { ...this.parts, ...parts };
    this.view = viewOf(this.parts);
    for (const listener of this.listeners) listener();
  }
}
