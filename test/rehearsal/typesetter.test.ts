import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSlateFont } from "../../src/rehearsal/slate/slate-font.ts";
import { openSystemTypesetter } from "../../src/rehearsal/slate/system-typesetter.ts";
import { pixelTypesetter, type SetText, type Typesetter } from "../../src/rehearsal/slate/typesetter.ts";

const hasFonts = process.platform !== "linux" || existsSync("/etc/fonts/fonts.conf");

const typesetters: [string, Typesetter][] = [];
beforeAll(async () => {
  const font = await loadSlateFont();
  if (font === undefined) throw new Error("the font's package is not installed");
  typesetters.push(["pixels", pixelTypesetter(font)]);
  const system = await openSystemTypesetter();
  expect(system !== undefined).toBe(hasFonts);
  if (system !== undefined) typesetters.push(["the machine's fonts", system]);
});
afterAll(async () => {
  for (const [, typesetter] of typesetters) await typesetter.close();
});

function looks({ ink, width }: SetText): string {
  return `${width} ${Buffer.from(ink).toString("base64")}`;
}

describe("text of every script", () => {
  test("is set, and different words look different", async () => {
    const texts = [
      "A cat & <b>",
      "推镜头",
      "城市白",
      "شيخ يصعد",
      "שלום",
      "शहर",
      "ภาษาไทย",
      "한국어",
      "日本語",
    ];
    for (const [name, typesetter] of typesetters) {
      const set = await Promise.all(
        texts.map((text) => typesetter.set(text, { width: 600, lines: 1, letter: 16 })),
      );
      expect(new Set(set.map(looks)).size, name).toBe(texts.length);
      for (const one of set) expect(one).toMatchObject({ lines: 1, isCut: false });
    }
  });

  test("keeps within its box, and says so where it is cut", async () => {
    for (const [name, typesetter] of typesetters) {
      for (const text of ["word ".repeat(200), "推镜头城市".repeat(60)]) {
        const set = await typesetter.set(text, { width: 300, lines: 3, letter: 16 });
        expect(set, name).toMatchObject({ lines: 3, isCut: true });
        expect(set.width).toBeLessThanOrEqual(300);
        expect(set.ink).toHaveLength(set.width * set.height);
      }
    }
  });

  test("takes whatever is written: nothing, controls, half a character, markup", async () => {
    for (const [, typesetter] of typesetters) {
      for (const text of [
        "",
        "  \n ",
        "\u0000\u001b[31m",
        "\ud83c",
        "<span font='999'>x</span>",
        "&amp;\u200b",
      ]) {
        const set = await typesetter.set(text, { width: 300, lines: 2, letter: 16 });
        expect(set.ink).toHaveLength(set.width * set.height);
      }
    }
  });
});

test.runIf(hasFonts)("the unpacked font is gone with the typesetter", async () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("dailies-font-"));
  const before = new Set(folders());
  const typesetter = await openSystemTypesetter();
  await typesetter?.set("推镜头", { width: 300, lines: 1, letter: 16 });
  const own = folders().filter((name) => !before.has(name));
  expect(own.length).toBeGreaterThanOrEqual(1);
  await typesetter?.close();
  expect(folders().filter((name) => own.includes(name)).length).toBeLessThan(own.length);
});
