import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { errorCode, reason } from "../../base/files/file-errors.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { cleanText } from "../../base/text/clean-text.ts";
import type { Sharp } from "../../media/decode/native-packages.ts";
import type { RgbaPicture } from "../../media/decode/rgba-picture.ts";
import { loadSlateFont, type SlateFont } from "../../rehearsal/slate/slate-font.ts";
import type { CutItem, CutProblem } from "../cut-item.ts";
import { type Layout, layOut, type PlacedShot } from "../lay-out.ts";
import { measureCut } from "../measure-cut.ts";
import { loadPictureCoders } from "../native-coders.ts";
import { timebase } from "../time/frame-rate.ts";
import { toNumber } from "../time/rational.ts";
import { timecode } from "../time/timecode.ts";
import {
  cellPlace,
  pageHeightOf,
  pictureGap,
  type SheetLayout,
  sheetLayout,
  sheetMargin,
  titleHeight,
} from "./sheet-layout.ts";
import { colours, SheetPage } from "./sheet-page.ts";
import { threePictures } from "./three-pictures.ts";

export interface SheetRequest {
  readonly title: string;
  readonly items: readonly CutItem[];
  /** Absolute path of the first page, `.png`, `.jpg` or `.jpeg`; the others are numbered: `film.sheet-2.png`. */
  readonly out: string;
}

export interface ContactSheet {
  readonly shots: readonly (PlacedShot & {
    /** From 1. */
    readonly page: number;
  })[];
  readonly pages: number;
}

/** Draws first, middle and last picture of every shot's clip, with id, scene, take and length; page after page. */
export async function makeSheet({
  title,
  items,
  out,
}: SheetRequest): Promise<Result<ContactSheet, CutProblem>> {
  const loaded = await loadPictureCoders("a contact sheet");
  if (!loaded.ok) return loaded;
  const measured = await measureCut(items);
  if (!measured.ok) return measured;
  const film = layOut(measured.value);
  const drawing: Drawing = {
    film,
    title: cleanText(title),
    layout: sheetLayout(film),
    font: await loadSlateFont(),
    sharp: loaded.value,
  };
  const { shotsPerPage } = drawing.layout;
  const pages = Math.max(1, Math.ceil(film.shots.length / shotsPerPage));
  for (let page = 1; page <= pages; page += 1) {
    const shots = film.shots.slice((page - 1) * shotsPerPage, page * shotsPerPage);
    const drawn = await drawPage(shots, { page, pages }, drawing);
    if (!drawn.ok) return drawn;
    const written = await write(drawn.value, pageFile(out, page), loaded.value);
    if (written !== undefined) return failure(written);
  }
  const shots = film.shots.map((shot, index) => ({ ...shot, page: Math.floor(index / shotsPerPage) + 1 }));
  return success({ shots, pages });
}

/** `film.sheet.png`, `film.sheet-2.png` */
export function pageFile(out: string, page: number): string {
  const ending = extname(out);
  return page === 1 ? out : `${out.slice(0, out.length - ending.length)}-${page}${ending}`;
}

interface Drawing {
  readonly film: Layout;
  readonly title: string;
  readonly layout: SheetLayout;
  readonly font: SlateFont | undefined;
  readonly sharp: Sharp;
}

async function drawPage(
  shots: readonly PlacedShot[],
  { page, pages }: { readonly page: number; readonly pages: number },
  drawing: Drawing,
): Promise<Result<SheetPage, CutProblem>> {
  const { layout, film, title, font } = drawing;
  const canvas = new SheetPage({ width: layout.width, height: pageHeightOf(layout, shots.length) }, font);
  const length = timecode(film.frames, timebase(film.rate));
  const facts = `${title}   ${film.shots.length} shots   ${length}${pages > 1 ? `   ${page} / ${pages}` : ""}`;
  const line = { x: sheetMargin, y: sheetMargin, width: layout.width - 2 * sheetMargin, height: titleHeight };
  canvas.words({ ...line, height: 20 }, facts, colours.white);
  for (const [index, shot] of shots.entries()) {
    try {
      await drawShot(canvas, { shot, ...cellPlace(layout, index) }, drawing);
    } catch (error) {
      const { chosen, id } = shot.item;
      if (chosen === undefined) throw error;
      const why = `cannot be decoded: ${cleanText(error instanceof Error ? error.message : String(error))}`;
      return failure({ kind: "clip_unreadable", id, clip: chosen.name, why });
    }
  }
  return success(canvas);
}

async function drawShot(
  canvas: SheetPage,
  { shot, x, y }: { readonly shot: PlacedShot; readonly x: number; readonly y: number },
  { layout, sharp }: Drawing,
): Promise<void> {
  const { item, measure, used, length } = shot;
  const { picture, cell } = layout;
  if (item.chosen === undefined || measure === undefined) {
    const area = { x, y, width: cell.width, height: picture.height };
    canvas.fill(area, colours.empty);
    const inner = { x: x + 12, y: y + 12, width: cell.width - 24, height: picture.height - 24 };
    canvas.words(inner, `no clip yet\n${cleanText(item.prompt)}`, colours.grey);
  } else {
    let at = x;
    for await (const one of threePictures(item.chosen.file, measure, used)) {
      canvas.picture({ x: at, y, ...picture }, await fitted(one, layout, sharp));
      at += picture.width + pictureGap;
    }
  }
  const caption = { x, y: y + picture.height + 6, width: cell.width, height: 20 };
  canvas.words(caption, cleanText(item.id), colours.white);
  const facts = [
    item.scene,
    item.chosen === undefined ? undefined : `take ${item.chosen.take}`,
    `${Number(toNumber(length).toFixed(2))} s`,
  ];
  canvas.words({ ...caption, y: caption.y + 20 }, facts.filter(Boolean).join("   "), colours.grey);
}

/** The whole picture in the sheet's size, with the paper's colour where its shape differs. */
async function fitted(
  { rgba, width, height }: RgbaPicture,
  { picture }: SheetLayout,
  sharp: Sharp,
): Promise<Uint8Array> {
  const [r, g, b] = colours.empty;
  return await sharp(rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize(picture.width, picture.height, { fit: "contain", background: { r, g, b } })
    .raw()
    .toBuffer();
}

async function write(page: SheetPage, file: string, sharp: Sharp): Promise<CutProblem | undefined> {
  const { width, height, rgb } = page;
  const image = sharp(rgb, { raw: { width, height, channels: 3 } });
  const isPng = extname(file).toLowerCase() === ".png";
  const bytes = await (isPng ? image.png() : image.jpeg({ quality: 88 })).toBuffer();
  try {
    await writeFile(file, bytes);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { kind: "output_unwritable", message: `${file} cannot be written: ${reason(code)}` };
  }
}
