import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { readAuthoredFilm } from "../../src/manifest/authored-film.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";
import { cellOf, readCell } from "../../src/spreadsheet/cell.ts";
import { importSheet } from "../../src/spreadsheet/import-sheet.ts";
import { sheetOf } from "../../src/spreadsheet/write-sheet.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const batches = join(import.meta.dirname, "..", "..", "specs", "batches", "valid");
const names = readdirSync(batches).filter((name) => name.endsWith(".yaml"));

async function sheetIn(file: string): Promise<string> {
  const film = await readAuthoredFilm(file);
  if (!film.ok) throw new Error(film.error.map(({ message }) => message).join("\n"));
  return sheetOf(film.value);
}

/** What decides on every clip, and what is kept beside it. */
async function seen(file: string): Promise<unknown> {
  const loaded = await loadStoryboard({ file });
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
  const { jobs, skipped } = loaded.value;
  return {
    jobs: jobs.map(({ id, take, scene, tags, fingerprint, clip, billing }) => ({
      ...{ id, take, scene, tags, fingerprint, clip, billing },
    })),
    skipped,
  };
}

async function imported(sheet: string | Buffer, file: string): Promise<unknown> {
  const result = await importSheet(Buffer.from(sheet), file);
  return result.ok ? result.value : result.error;
}

const copies = mkdtempSync(join(tmpdir(), "dailies-sheets-"));

beforeAll(() => {
  for (const folder of ["valid", "frames", "videos"])
    cpSync(join(batches, "..", folder), join(copies, folder), { recursive: true });
});

afterAll(() => rmSync(copies, { recursive: true, force: true }));

function copyOf(name: string): string {
  return join(copies, "valid", name);
}

test.each(names)("%s as a sheet, and back into itself, is the same to the byte", async (name) => {
  const file = copyOf(name);
  const before = readFileSync(file);
  const sheet = await sheetIn(file);
  expect(await imported(sheet, file)).toEqual({ isNew: false, added: [], changed: [], kept: [] });
  expect(readFileSync(file)).toEqual(before);
});

// A sheet has no place for a bible without entries, beside which `$$` is a dollar sign.
const whole = names.filter((name) => name !== "empty-bible.yaml");

test.each(whole)("%s as a sheet makes a new storyboard that renders nothing again", async (name) => {
  const file = copyOf(name);
  const sheet = await sheetIn(file);
  const made = join(dirname(file), `made-${name}`);
  expect(await imported(sheet, made)).toMatchObject({ isNew: true });
  expect(await seen(made)).toEqual(await seen(file));
  expect(await sheetIn(made)).toBe(sheet);
});

test("any text is the same after a round trip, and none begins as a formula does", async () => {
  const folder = temporaryFolder();
  const piece = fc.constantFrom(
    "=",
    "+",
    "-",
    "@",
    "'",
    '"',
    ",",
    ";",
    "\t",
    "\n",
    "$",
    "#",
    ":",
    " ",
    "a",
    "é",
    "中",
  );
  const text = fc
    .oneof(
      fc.string({ unit: piece, minLength: 1, maxLength: 12 }),
      fc.string({ unit: "grapheme", minLength: 1 }),
    )
    .filter((one) => one.trim() !== "");
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ prompt: text, note: text }), { minLength: 1, maxLength: 4 }),
      async (some) => {
        count += 1;
        const shots = some.map((shot, index) => ({ id: `sh${index}`, model: "kling-v3", ...shot }));
        const file = join(folder, `film${count}.yaml`);
        writeFileSync(file, stringify({ version: 1, shots }, { lineWidth: 0 }));
        const loaded = await loadStoryboard({ file });
        if (!loaded.ok) return;
        const sheet = await sheetIn(file);
        const made = join(folder, `made${count}.yaml`);
        expect(await imported(sheet, made)).toMatchObject({ isNew: true });
        expect(await seen(made)).toEqual(await seen(file));
        expect(await sheetIn(made)).toBe(sheet);
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

test("every cell reads back as what it was made of", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const cell = cellOf(text, "text");
      expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      expect(readCell(cell, "text")).toEqual({ ok: true, value: text });
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (list) => {
      expect(readCell(cellOf(list, "texts"), "texts")).toEqual({ ok: true, value: list });
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      if (value === null || typeof value !== "object") return;
      const json = JSON.parse(JSON.stringify(value));
      expect(readCell(cellOf(json, "json"), "json")).toEqual({ ok: true, value: json });
    }),
  );
});
