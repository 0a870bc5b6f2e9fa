import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { compressStatic } from "./compress-static";

test("text gets both encodings beside it; what is short, of another kind or no smaller stays alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "compress-static-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "chunks"));
  const script = "const patient = { name: 'Ada' };\n".repeat(200);
  writeFileSync(join(folder, "chunks", "app.js"), script);
  writeFileSync(join(folder, "short.css"), "a{}");
  writeFileSync(join(folder, "noise.json"), randomBytes(4_000));
  writeFileSync(join(folder, "font.woff2"), "x".repeat(4_000));
  await compressStatic(folder);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    "chunks",
    join("chunks", "app.js"),
    join("chunks", "app.js.br"),
    join("chunks", "app.js.gz"),
    "font.woff2",
    "noise.json",
    "short.css",
  ]);
  const beside = (suffix: string) => readFileSync(join(folder, "chunks", `app.js${suffix}`));
  expect(brotliDecompressSync(beside(".br")).toString()).toBe(script);
  expect(gunzipSync(beside(".gz")).toString()).toBe(script);
});

test("compressing again what is compressed already adds nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "compress-static-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "app.js"), "x".repeat(5_000));
  await compressStatic(folder);
  await compressStatic(folder);
  expect(readdirSync(folder).sort()).toEqual(["app.js", "app.js.br", "app.js.gz"]);
});
