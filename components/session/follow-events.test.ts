import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { followEvents } from "./follow-events";

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 0;
  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  say(kind: string) {
    this.dispatchEvent(new Event(kind));
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
const look = (state: "visible" | "hidden") => {
  page.visibilityState = state;
  page.dispatchEvent(new Event("visibilitychange"));
};
let end = () => {};
const last = (): Source => Source.all.at(-1) as Source;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Source);
  vi.stubGlobal("document", page);
  Source.all = [];
  page.visibilityState = "visible";
});
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function following() {
  const heard: string[] = [];
  const on = { changed: () => void heard.push("changed") };
  end = followEvents("/api/clinic/events", { on, onMissed: () => void heard.push("missed") });
  return { heard };
}

describe("a page that follows events", () => {
  test("hears those it asked for, and that some are gone", () => {
    const { heard } = following();
    for (const kind of ["hello", "changed", "other", "reset"]) last().say(kind);
    expect(heard).toEqual(["changed", "missed"]);
  });

  test("listens while it is looked at, and asks what it missed when it is looked at again", () => {
    const { heard } = following();
    last().say("hello");
    look("hidden");
    expect(Source.all.map((one) => one.readyState)).toEqual([Source.CLOSED]);
    look("visible");
    expect(Source.all).toHaveLength(2);
    last().say("hello");
    expect(heard).toEqual(["missed"]);
  });

  test("that is opened in the background listens once it is looked at", () => {
    page.visibilityState = "hidden";
    following();
    expect(Source.all).toHaveLength(0);
    look("visible");
    expect(Source.all).toHaveLength(1);
  });

  test("asks again after growing pauses when it was refused", () => {
    const { heard } = following();
    for (const pause of [2_000, 4_000]) {
      last().close();
      last().say("error");
      const before = Source.all.length;
      vi.advanceTimersByTime(pause - 1);
      expect(Source.all).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(Source.all).toHaveLength(before + 1);
    }
    last().say("hello");
    expect(heard).toEqual(["missed"]);
  });

  test("leaves a cut connection to the browser, and ends for good", () => {
    following();
    last().say("error");
    vi.advanceTimersByTime(120_000);
    expect(Source.all).toHaveLength(1);
    last().close();
    last().say("error");
    end();
    vi.advanceTimersByTime(120_000);
    look("visible");
    expect(Source.all).toHaveLength(1);
  });
});
