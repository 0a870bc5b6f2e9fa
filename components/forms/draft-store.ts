import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { askApi, SESSION_EVENT } from "@/components/session/api-client";

/** What was typed and not yet saved; `key` is the one it may have been sent with. */
export type Draft = { values: Record<string, string>; version: string | null; key: string; at: string };

interface DraftSchema extends DBSchema {
  draft: { key: string; value: { sealed: ArrayBuffer; at: number } };
}

const DAY_MS = 86_400_000;
const KEPT_MS = 7 * DAY_MS;
const IV_BYTES = 12;
/** Also told when somebody locks the screen; see session-lock. */
const LOCK_EVENT = "swiftchart:lock";

type Keys = { seal: CryptoKey; name: CryptoKey };
let keys: Promise<Keys> | null = null;
let database: Promise<IDBPDatabase<DraftSchema>> | null = null;

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

function forgetKeys(): void {
  keys = null;
}

function ready(): Promise<[Keys, IDBPDatabase<DraftSchema>]> {
  if (!keys) {
    keys = openKeys();
    keys.catch(forgetKeys);
    window.addEventListener(SESSION_EVENT, forgetKeys, { once: true });
    window.addEventListener(LOCK_EVENT, forgetKeys, { once: true });
  }
  if (!database) {
    database = openDB<DraftSchema>("swiftchart", 1, {
      upgrade: (made) => void made.createObjectStore("draft"),
    });
    database.then(removeOld, () => {});
  }
  return Promise.all([keys, database]);
}

async function removeOld(db: IDBPDatabase<DraftSchema>): Promise<void> {
  const transaction = db.transaction("draft", "readwrite");
  for await (const cursor of transaction.store) {
    if (cursor.value.at < Date.now() - KEPT_MS) await cursor.delete();
  }
}

/** Not even the form's name, which holds a patient's id, is readable in the browser's storage. */
async function storedName(form: string, { name }: Keys): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", name, new TextEncoder().encode(form));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

/** Keeps what was typed into `form` (a name such as `patient/<id>`) on this device, encrypted, for seven days at most. */
export async function keepDraft(form: string, draft: Draft): Promise<void> {
  const [own, db] = await ready();
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(draft));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, own.seal, text));
  const whole = new Uint8Array(IV_BYTES + sealed.length);
  whole.set(iv);
  whole.set(sealed, IV_BYTES);
  await db.put("draft", { sealed: whole.buffer, at: Date.now() }, await storedName(form, own));
}

/** What was typed into `form` on this device by the same person and not saved; null when there is nothing. */
export async function findDraft(form: string): Promise<Draft | null> {
  const [own, db] = await ready();
  const found = await db.get("draft", await storedName(form, own));
  if (!found) return null;
  const whole = new Uint8Array(found.sealed);
  try {
    const text = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: whole.subarray(0, IV_BYTES) },
      own.seal,
      whole.subarray(IV_BYTES),
    );
    return JSON.parse(new TextDecoder().decode(text)) as Draft;
  } catch {
    // Sealed with a secret that is no longer the server's: nobody can read it again.
    return null;
  }
}

/** Forgets what was typed into `form`: it was saved, or is not wanted. */
export async function removeDraft(form: string): Promise<void> {
  const [own, db] = await ready();
  await db.delete("draft", await storedName(form, own));
}
