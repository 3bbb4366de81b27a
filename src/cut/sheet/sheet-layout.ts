/** Where things are on the pages of a contact sheet, in pixels. */
export interface SheetLayout {
  readonly width: number;
  /** One of the three pictures of a shot. */
  readonly picture: { readonly width: number; readonly height: number };
  readonly cell: { readonly width: number; readonly height: number };
  readonly columns: number;
  readonly shotsPerPage: number;
}

export const sheetMargin = 24;
export const pictureGap = 4;
const cellGap = 20;
export const titleHeight = 48;
const captionHeight = 44;

const pageWidth = 1600;
/** About so much is seen at a time when a page is opened in a chat or in a pull request. */
const pageHeight = 2400;
const pictureArea = 240 * 135;

/** @param film the shape of the film's pictures; every picture on the sheet has it */
export function sheetLayout(film: { readonly width: number; readonly height: number }): SheetLayout {
  const scale = Math.sqrt(pictureArea / (film.width * film.height));
  const widest = Math.floor((pageWidth - 2 * sheetMargin - 2 * pictureGap) / 3);
  const width = Math.min(widest, Math.max(16, Math.round(film.width * scale)));
  const picture = { width, height: Math.max(16, Math.round((width * film.height) / film.width)) };
  const cell = { width: 3 * picture.width + 2 * pictureGap, height: picture.height + captionHeight };
  const columns = Math.max(1, Math.floor((pageWidth - 2 * sheetMargin + cellGap) / (cell.width + cellGap)));
  const rows = Math.max(
    1,
    Math.floor((pageHeight - 2 * sheetMargin - titleHeight) / (cell.height + cellGap)),
  );
  return {
    width: 2 * sheetMargin + columns * (cell.width + cellGap) - cellGap,
    picture,
    cell,
    columns,
    shotsPerPage: columns * rows,
  };
}

/** How high a page with so many shots is. */
export function pageHeightOf({ cell, columns }: SheetLayout, shots: number): number {
  const rows = Math.ceil(shots / columns);
  return 2 * sheetMargin + titleHeight + rows * (cell.height + cellGap) - cellGap;
}

/** The upper left corner of a shot on its page. */
export function cellPlace({ cell, columns }: SheetLayout, index: number): { x: number; y: number } {
  return {
    x: sheetMargin + (index % columns) * (cell.width + cellGap),
    y: sheetMargin + titleHeight + Math.floor(index / columns) * (cell.height + cellGap),
  };
}
