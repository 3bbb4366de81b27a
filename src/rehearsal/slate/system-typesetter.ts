import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../base/files/temporary-folder.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import { loadSharp, type Sharp } from "../../media/decode/native-packages.ts";
import { slateFontFile } from "./slate-font.ts";
import { lineDistance, noText, type SetText, type TextBox, type Typesetter } from "./typesetter.ts";
import { unpackedFont } from "./woff-file.ts";

/**
 * Sets text with the machine's own fonts, shaped and in the right direction, by way of `sharp` and its Pango; UnifontEX has what
 * these lack. `undefined` where `sharp`, the font's package or a configuration of fonts is not there.
 */
export async function openSystemTypesetter(): Promise<Typesetter | undefined> {
  const file = slateFontFile();
  if (file === undefined || !hasFontConfiguration()) return undefined;
  const sharp = await loadSharp();
  return sharp.ok ? new SystemTypesetter(sharp.value, file) : undefined;
}

/** Without it fontconfig complains on standard error; slim container images have none. */
function hasFontConfiguration(): boolean {
  return process.platform !== "linux" || existsSync("/etc/fonts/fonts.conf");
}

class SystemTypesetter implements Typesetter {
  readonly #sharp: Sharp;
  /** The font's file as its package has it. */
  readonly #packed: string;
  #folder: string | undefined;
  #fallback: Promise<string> | undefined;
  #hasLatin: Promise<boolean> | undefined;

  constructor(sharp: Sharp, packed: string) {
    this.#sharp = sharp;
    this.#packed = packed;
  }

  async set(text: string, box: TextBox): Promise<SetText> {
    const written = text.split(/\r?\n/).map(visibleText).join("\n").trim();
    if (written === "") return noText;
    const whole = await this.#draw(written, box);
    if (whole.lines <= box.lines) return whole;
    // The longest beginning that fits, by halving; few characters are not worth another look.
    const characters = [...new Intl.Segmenter().segment(written)].map(({ segment }) => segment);
    let [fits, tooMany] = [0, characters.length];
    let best: SetText | undefined;
    while (tooMany - fits > Math.max(1, characters.length / 200)) {
      const count = (fits + tooMany) >> 1;
      const cut = await this.#draw(`${characters.slice(0, count).join("").trimEnd()}…`, box);
      if (cut.lines <= box.lines) [fits, best] = [count, cut];
      else tooMany = count;
    }
    return { ...(best ?? (await this.#draw("…", box))), isCut: true };
  }

  async close(): Promise<void> {
    await this.#fallback?.catch(() => undefined);
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #draw(text: string, { width, letter }: TextBox): Promise<SetText> {
    const distance = lineDistance(letter);
    // Every machine has letters for ASCII; unpacking the font takes a moment.
    const isPlain = isAscii.test(text) && (await this.#machineHasLatin());
    const fontfile = isPlain ? {} : { fontfile: await this.#unpacked() };
    const drawn = await this.#render(`<span line_height="${distance * 1024}">${escaped(text)}</span>`, {
      width,
      wrap: "word-char",
      font: `sans ${letter}`,
      ...fontfile,
    });
    const lines = Math.max(1, Math.round((drawn.height - 0.6 * letter) / distance) + 1);
    return { ...drawn, lines, isCut: false };
  }

  async #render(text: string, options: Omit<import("sharp").CreateText, "text">) {
    const { data, info } = await this.#sharp({ text: { text, dpi: 72, ...options } })
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, ink: new Uint8Array(data) };
  }

  /** Where there is no font at all every letter is a box, and all boxes are of one width. */
  #machineHasLatin(): Promise<boolean> {
    this.#hasLatin ??= Promise.all(
      ["iiii", "WWWW"].map((text) => this.#render(text, { font: "sans 16" })),
    ).then(
      ([narrow, wide]) => narrow?.width !== wide?.width,
      () => false,
    );
    return this.#hasLatin;
  }

  #unpacked(): Promise<string> {
    this.#fallback ??= this.#unpack();
    return this.#fallback;
  }

  /** Pango reads no WOFF, so that the font is unpacked for as long as the typesetter is open. */
  async #unpack(): Promise<string> {
    this.#folder = makeTemporaryFolder("font");
    const file = join(this.#folder, "unifontex.ttf");
    await writeFile(file, unpackedFont(await readFile(this.#packed)));
    return file;
  }
}

const isAscii = /^[ -~\n…]*$/;

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
