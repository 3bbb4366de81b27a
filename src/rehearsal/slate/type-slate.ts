import { Canvas } from "./canvas.ts";
import { type I420Picture, type PixelSize, rgbToI420 } from "./i420.ts";
import { colours, drawSlate, margin, type SlateWords, stripesHeight, tint } from "./slate.ts";
import { loadSlateFont, type SlateFont } from "./slate-font.ts";
import { openSystemTypesetter } from "./system-typesetter.ts";
import { lineDistance, pixelTypesetter, type SetText, type Typesetter } from "./typesetter.ts";

/** What text is set with: the machine's fonts, where they can be had, or else pixels. */
export interface SlateType {
  readonly typesetter: Typesetter | undefined;
  readonly font: SlateFont | undefined;
}

/** The same, opened: whoever opens it closes it. */
export interface OpenSlateType extends SlateType {
  /** Whichever of the two is there. */
  readonly any: Typesetter | undefined;
  close(): Promise<void>;
}

export async function openSlateType(): Promise<OpenSlateType> {
  const [typesetter, font] = await Promise.all([openSystemTypesetter(), loadSlateFont()]);
  const any = typesetter ?? (font === undefined ? undefined : pixelTypesetter(font));
  return { typesetter, font, any, close: async () => await typesetter?.close() };
}

/**
 * The card of `drawSlate`, set in type where that can be had.
 * @param aside pixels at the right edge that stay free of words
 */
export async function setSlate(
  size: PixelSize,
  words: SlateWords,
  { aside = 0, ...type }: SlateType & { readonly aside?: number },
): Promise<I420Picture> {
  const { typesetter } = type;
  if (typesetter === undefined) return drawSlate(size, words, type.font);
  const canvas = new Canvas(size);
  canvas.fill(colours.paper);
  canvas.stripes(stripesHeight, tint(words.title), colours.white);
  const width = size.width - 2 * margin - aside;
  let y = stripesHeight + margin;
  const title = await firstThatFits(typesetter, words.title, {
    width,
    height: 2 * lineDistance(30),
    letters: [30, 22, 16],
  });
  canvas.text(title.text, { x: margin, y }, colours.white);
  y += title.height + 6;
  const facts = await typesetter.set(words.facts, { width, lines: 2, letter: 15 });
  canvas.text(facts, { x: margin, y }, colours.grey);
  y += facts.lines * lineDistance(15) + 14;
  const height = size.height - margin - 20 - y;
  const text = await firstThatFits(typesetter, words.text, { width, height, letters: [26, 21, 17, 14] });
  canvas.text(text.text, { x: margin, y }, colours.white);
  return rgbToI420(canvas.rgb, size);
}

/** Text in the largest letters with which it is whole, or in the smallest, cut off. */
async function firstThatFits(
  typesetter: Typesetter,
  text: string,
  room: { readonly width: number; readonly height: number; readonly letters: readonly number[] },
): Promise<{ readonly text: SetText; readonly height: number }> {
  const smallest = room.letters.at(-1) ?? 14;
  for (const letter of room.letters) {
    const lines = Math.max(1, Math.floor(room.height / lineDistance(letter)));
    const set = await typesetter.set(text, { width: room.width, lines, letter });
    if (!set.isCut || letter === smallest) return { text: set, height: set.lines * lineDistance(letter) };
  }
  throw new Error("there is no size of letters");
}
