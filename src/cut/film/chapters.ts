import { open } from "node:fs/promises";
import { visibleText } from "../../base/text/visible-text.ts";
import type { Layout } from "../lay-out.ts";
import { toNumber } from "../time/rational.ts";

/** A place in the film that players show by name. */
export interface Chapter {
  readonly title: string;
  readonly startSeconds: number;
}

/** The count is one byte. */
const mostChapters = 255;

/** A chapter for each shot; where there are more than the format takes, for each scene; else none. */
export function chaptersOf({ shots }: Layout): readonly Chapter[] {
  const byShot = shots.map(({ item, start }) => ({ title: item.id, startSeconds: toNumber(start) }));
  if (byShot.length <= mostChapters) return byShot;
  const scenes = shots.filter(
    ({ item }, index) => item.scene !== undefined && item.scene !== shots[index - 1]?.item.scene,
  );
  if (scenes.length > mostChapters) return [];
  return scenes.map(({ item, start }) => ({ title: item.scene ?? item.id, startSeconds: toNumber(start) }));
}

/**
 * Writes the chapters into a finished MP4 whose index is at its end, as the box that Nero brought into use and that most players
 * read: `moov/udta/chpl`. The muxer does not know chapters; nothing that it wrote is moved.
 */
export async function addChapters(file: string, chapters: readonly Chapter[]): Promise<void> {
  if (chapters.length === 0) return;
  const handle = await open(file, "r+");
  try {
    const { size } = await handle.stat();
    const at = await indexAtEnd(handle, size);
    if (at === undefined) return;
    const added = box("udta", box("chpl", chapterList(chapters)));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(size - at + added.length);
    await handle.write(added, 0, added.length, size);
    await handle.write(length, 0, length.length, at);
  } finally {
    await handle.close();
  }
}

/** Where the last box begins, if that is the index. */
async function indexAtEnd(
  handle: Awaited<ReturnType<typeof open>>,
  size: number,
): Promise<number | undefined> {
  const head = Buffer.alloc(16);
  let at = 0;
  while (at + 8 <= size) {
    await handle.read(head, 0, 16, at);
    const short = head.readUInt32BE(0);
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    if (length < 8) return undefined;
    const isIndex = head.toString("latin1", 4, 8) === "moov";
    if (at + length === size) return isIndex && short > 1 ? at : undefined;
    at += length;
  }
  return undefined;
}

function chapterList(chapters: readonly Chapter[]): Buffer {
  // Version 1, no flags, four bytes of nothing, and the count.
  const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, chapters.length]);
  return Buffer.concat([head, ...chapters.map(chapterEntry)]);
}

function chapterEntry({ title, startSeconds }: Chapter): Buffer {
  const text = Buffer.from(shortened(visibleText(title)), "utf8");
  const start = Buffer.alloc(9);
  // In tenths of a microsecond.
  start.writeBigUInt64BE(BigInt(Math.round(startSeconds * 1e7)));
  start.writeUInt8(text.length, 8);
  return Buffer.concat([start, text]);
}

/** At most 255 bytes of UTF-8, without half a character at its end. */
function shortened(title: string): string {
  let text = "";
  let bytes = 0;
  for (const character of title) {
    bytes += Buffer.byteLength(character);
    if (bytes > 255) break;
    text += character;
  }
  return text;
}

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, content]);
}
