import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, expect, test, vi } from "vitest";
import { makeSheet } from "../../src/cut/sheet/contact-sheet.ts";
import { cellPlace, pageHeightOf, sheetLayout } from "../../src/cut/sheet/sheet-layout.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { itemOf } from "./film-file.ts";
import { makeClip } from "./made-clips.ts";

afterEach(() => {
  vi.doUnmock("@mediabunny/server");
  vi.doUnmock("sharp");
});

/** The grey in the middle of each of the three pictures of a shot. */
async function greysOf(file: string, index: number, film = { width: 64, height: 48 }): Promise<number[]> {
  const layout = sheetLayout(film);
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { x, y } = cellPlace(layout, index);
  const { width, height } = layout.picture;
  return [0, 1, 2].map((one) => {
    const [column, row] = [x + one * (width + 4) + Math.floor(width / 2), y + Math.floor(height / 2)];
    return data[(row * info.width + column) * 3] ?? 0;
  });
}

test("a sheet has the first, the middle and the last picture of each clip, in film order", async () => {
  const folder = temporaryFolder();
  const [a, b, out] = [join(folder, "a.mp4"), join(folder, "b.mp4"), join(folder, "sheet.png")];
  await makeClip(a, { frames: 25, grey: (index) => 20 + index * 4 });
  await makeClip(b, { frames: 31, rate: 25, grey: (index) => 230 - index * 4 });
  const made = await makeSheet({ title: "Salt", items: [itemOf("a", a), itemOf("b", b)], out });
  expect(made).toMatchObject({ ok: true, value: { pages: 1, shots: [{ page: 1 }, { page: 1 }] } });
  // From the grey of video, 16 to 235, to that of pictures, 0 to 255.
  const full = (grey: number): number => ((grey - 16) * 255) / 219;
  const wanted = [[20, 20 + 12 * 4, 20 + 24 * 4].map(full), [230, 230 - 15 * 4, 230 - 30 * 4].map(full)];
  for (const [index, greys] of wanted.entries()) {
    const found = await greysOf(out, index);
    for (const [one, grey] of greys.entries()) expect(Math.abs((found[one] ?? 0) - grey)).toBeLessThan(7);
  }
});

test("a long film has several pages, and each is full before the next begins", async () => {
  const folder = temporaryFolder();
  const out = join(folder, "film.sheet.png");
  const layout = sheetLayout({ width: 1280, height: 720 });
  const items = Array.from({ length: layout.shotsPerPage + 3 }, (_, index) => itemOf(`sh${index}`));
  const made = await makeSheet({ title: "Salt", items, out });
  if (!made.ok) throw new Error(made.error.kind);
  expect(made.value.pages).toBe(2);
  expect(made.value.shots.map(({ page }) => page)).toEqual([
    ...Array.from({ length: layout.shotsPerPage }, () => 1),
    2,
    2,
    2,
  ]);
  const second = await sharp(join(folder, "film.sheet-2.png")).metadata();
  expect([second.width, second.height]).toEqual([layout.width, pageHeightOf(layout, 3)]);
});

test.each([
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
  { width: 1000, height: 1000 },
  { width: 4000, height: 400 },
  { width: 2, height: 2000 },
])("the pictures of a film of $width x $height fit on a page", (film) => {
  const layout = sheetLayout(film);
  expect(layout.width).toBeLessThanOrEqual(1600);
  expect(layout.shotsPerPage).toBeGreaterThan(0);
  const { x } = cellPlace(layout, layout.columns - 1);
  expect(x + layout.cell.width).toBeLessThan(layout.width);
});

test("hostile words are drawn like any others, and JPEG is written by its ending", async () => {
  const out = join(temporaryFolder(), "sheet.jpg");
  const item = itemOf("a", undefined, { prompt: "\u001b[31m\ud800 ]]> \n".repeat(200), scene: "\u0000" });
  expect(await makeSheet({ title: "\n\u0007", items: [item], out })).toMatchObject({ ok: true });
  expect((await sharp(readFileSync(out)).metadata()).format).toBe("jpeg");
});

test("without the optional packages it says what to install, and writes nothing", async () => {
  for (const name of ["sharp", "@mediabunny/server"]) {
    vi.doMock(name, () => {
      throw new Error(`Cannot find package '${name}'`);
    });
  }
  const out = join(temporaryFolder(), "sheet.png");
  expect(await makeSheet({ title: "Salt", items: [itemOf("a")], out })).toMatchObject({
    ok: false,
    error: {
      kind: "encoder_absent",
      message:
        "a contact sheet needs @mediabunny/server and sharp: npm install --ignore-scripts @mediabunny/server sharp",
    },
  });
  expect(existsSync(out)).toBe(false);
});
