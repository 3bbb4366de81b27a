import type { VideoSample } from "mediabunny";
import { type I420Picture, inkOnLuma } from "../../rehearsal/slate/i420.ts";
import type { OpenSlateType } from "../../rehearsal/slate/type-slate.ts";
import { lineDistance, type SetText } from "../../rehearsal/slate/typesetter.ts";
import type { Layout, PlacedShot } from "../lay-out.ts";
import { toNumber } from "../time/rational.ts";

const promptLines = 3;

/** The mark of one shot: a dark band with its id, take, length and prompt. */
interface BurntBand {
  readonly top: number;
  readonly height: number;
  readonly rows: readonly { readonly text: SetText; readonly x: number; readonly y: number }[];
}

/** What is burnt into a shot's pictures; nothing where there is no font, or the pictures are too low. */
export async function bandOf(
  { item, length }: PlacedShot,
  layout: Layout,
  { any: typesetter }: OpenSlateType,
): Promise<BurntBand | undefined> {
  if (typesetter === undefined) return undefined;
  const { width, height } = layout;
  const letter = Math.max(14, Math.round(Math.min(width, height) / 24));
  const inset = Math.round(letter / 2);
  const room = { width: width - 2 * inset, letter };
  const take = item.chosen === undefined ? "" : `   take ${item.chosen.take}`;
  const seconds = `${Math.round(toNumber(length) * 10) / 10} s`;
  const head = await typesetter.set(`${item.id}${take}   ${seconds}`, { ...room, lines: 1 });
  const prompt = await typesetter.set(item.prompt.replace(/\s+/g, " "), { ...room, lines: promptLines });
  const distance = lineDistance(letter);
  const bandHeight = distance * (1 + prompt.lines) + 2 * inset;
  // Above the line that a draft has of its own.
  const top = height - bandHeight - letter * 2;
  if (top < 0) return undefined;
  const rows = [
    { text: head, x: inset, y: top + inset },
    { text: prompt, x: inset, y: top + inset + distance },
  ];
  return { top, height: bandHeight, rows };
}

/** A copy of a picture in I420 with the band in it. */
export async function withBand(sample: VideoSample, band: BurntBand): Promise<VideoSample> {
  const { VideoSample } = await import("mediabunny");
  const { codedWidth: width, codedHeight: height, timestamp } = sample;
  const data = new Uint8Array(sample.allocationSize());
  await sample.copyTo(data);
  const picture: I420Picture = { width, height, data };
  darken(picture, band);
  for (const { text, ...place } of band.rows) inkOnLuma(picture, text, place);
  return new VideoSample(data, { format: "I420", codedWidth: width, codedHeight: height, timestamp });
}

/** A third of the light is left, and half of the colour: light text is readable on it, whatever the picture. */
function darken({ width, height, data }: I420Picture, { top, height: bandHeight }: BurntBand): void {
  const luma = width * height;
  for (let at = top * width; at < (top + bandHeight) * width; at += 1)
    data[at] = 16 + ((data[at] ?? 16) - 16) / 3;
  const chromaWidth = width / 2;
  const [from, to] = [(top >> 1) * chromaWidth, ((top + bandHeight) >> 1) * chromaWidth];
  for (const start of [luma, (luma * 5) / 4]) {
    for (let at = start + from; at < start + to; at += 1) data[at] = 128 + ((data[at] ?? 128) - 128) / 2;
  }
}
