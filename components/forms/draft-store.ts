import { createStore, del, delMany, entries, get, promisifyRequest, set, type UseStore } from "idb-keyval";
import { askApi, LEFT_EVENT } from "@/components/session/api-client";
import type { DraftShelf } from "./draft-keeper";
import { type Draft, leftOf } from "./typed-text";

type Kept = { sealed: ArrayBuffer; at: number };

const DAY_MS = 86_400_000;
const KEPT_MS = 7 * DAY_MS;
const IV_BYTES = 12;
/** One at a time, of all tabs, looks for a draft that nobody has open. */
const LOOKING = "swiftchart.drafts";
const pageLock = (page: string): string => `swiftchart.page.${page}`;

type Keys = { seal: CryptoKey; name: CryptoKey };
let keys: Promise<Keys> | null = null;
let drafts: UseStore | null = null;
let page: Promise<string> | null = null;

/** The user's key, from the server, for as long as the screen is open: what is stored is of no use without a session. */
async function openKeys(): Promise<Keys> {
  const { value } = await askApi<{ key: string }>("/api/session/draft-key");
  const bytes = Uint8Array.from(atob(value.key), (letter) => letter.charCodeAt(0));
  const base = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  const derive = (info: string, type: AesKeyGenParams | HmacKeyGenParams, uses: KeyUsage[]) =>
    crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode(info) },
      base,
      type,
      false,
      uses,
    );
  const [seal, name] = await Promise.all([
    derive("draft", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
    derive("name", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
  ]);
  return { seal, name };
}

/** Forgets the key: the page is locked or left. What is being written then is still written. */
function forgetKeys(): void {
  keys = null;
}

async function ready(): Promise<[Keys, UseStore]> {
  if (!keys) {
    keys = openKeys();
    keys.catch(forgetKeys);
    window.addEventListener(LEFT_EVENT, forgetKeys, { once: true });
  }
  if (!drafts) {
    drafts = createStore("swiftchart.drafts", "draft");
    // Drafts were kept there in another form.
    indexedDB.deleteDatabase("swiftchart");
    // Without storage each act says so itself.
    removeOld(drafts).catch(() => {});
  }
  return [await keys, drafts];
}

async function removeOld(store: UseStore): Promise<void> {
  const all = await entries<string, Kept>(store);
  const old = all.filter(([, { at }]) => at < Date.now() - KEPT_MS);
  await delMany(
    old.map(([place]) => place),
    store,
  );
}

/** This page's name, and a lock under it that ends with the page: by it the other tabs know whose drafts are still open. */
function holdPage(): Promise<string> {
  page ??= new Promise((resolve, reject) => {
    const name = crypto.randomUUID();
    const hold = () => {
      resolve(name);
      return new Promise<never>(() => {});
    };
    navigator.locks.request(pageLock(name), hold).catch(reject);
  });
  return page;
}

/** Not even the form's name, which holds a patient's id, is readable in the browser's storage. */
async function storedName(form: string, { name }: Keys): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", name, new TextEncoder().encode(form));
  return btoa(String.fromCharCode(...new Uint8Array(mac))).replaceAll("/", "_");
}

async function sealDraft(draft: Draft, { seal }: Keys): Promise<ArrayBuffer> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(draft));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, seal, text));
  const whole = new Uint8Array(IV_BYTES + sealed.length);
  whole.set(iv);
  whole.set(sealed, IV_BYTES);
  return whole.buffer;
}

/** Null for what was sealed with a secret that is no longer the server's: nobody can read it again. */
async function openDraft(kept: Kept | undefined, { seal }: Keys): Promise<Draft | null> {
  if (!kept) return null;
  const whole = new Uint8Array(kept.sealed);
  const iv = whole.subarray(0, IV_BYTES);
  const text = crypto.subtle.decrypt({ name: "AES-GCM", iv }, seal, whole.subarray(IV_BYTES));
  return text.then(
    (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Draft,
    () => null,
  );
}

/** The records of a form by who has them open, newest first; this page's own before all others. */
async function recordsOf(store: UseStore, name: string, own: string): Promise<[string, Kept][]> {
  const all = (await entries<string, Kept>(store)).filter(([place]) => place.startsWith(`${name}/`));
  const rank = ([place, { at }]: [string, Kept]) => (place === own ? Number.POSITIVE_INFINITY : at);
  return all.sort((a, b) => rank(b) - rank(a));
}

/** In one transaction: a tab that is lost meanwhile leaves it once. */
function move(store: UseStore, [from, record]: [string, Kept], to: string): Promise<void> {
  return store("readwrite", (draft) => {
    draft.put(record, to);
    draft.delete(from);
    return promisifyRequest(draft.transaction);
  });
}

/**
 * Where the same person's drafts of `form` (a name such as `patient/<id>`) are kept on this device, encrypted, for seven days at
 * most. Each tab has its own, and finds the newest that no open tab has. Holds the person's key until it is let go.
 */
export async function openShelf(form: string): Promise<DraftShelf> {
  const [own, store] = await ready();
  const [name, tab] = await Promise.all([storedName(form, own), holdPage()]);
  const place = `${name}/${tab}`;
  const keep = async (draft: Draft): Promise<void> => {
    await set(place, { sealed: await sealDraft(draft, own), at: Date.now() }, store);
  };
  const remove = (): Promise<void> => del(place, store);
  return {
    keep,
    remove,
    find: async () =>
      await navigator.locks.request(LOOKING, async () => {
        const held = new Set((await navigator.locks.query()).held?.map((lock) => lock.name));
        for (const [at, record] of await recordsOf(store, name, place)) {
          if (at !== place && held.has(pageLock(at.slice(name.length + 1)))) continue;
          const draft = await openDraft(record, own);
          if (!draft) continue;
          if (at !== place) await move(store, [at, record], place);
          return draft;
        }
        return null;
      }),
    settle: async (key, saved) => {
      const draft = await openDraft(await get<Kept>(place, store), own);
      if (draft?.sent?.key !== key) return;
      const left = leftOf(draft, saved);
      await (left ? keep(left) : remove());
    },
  };
}
