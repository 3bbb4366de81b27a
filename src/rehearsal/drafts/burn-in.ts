import { type I420Picture, inkOnLuma } from "../slate/i420.ts";
import type { SetText, Typesetter } from "../slate/typesetter.ts";
import { draftFrameRate } from "./draft-size.ts";

const inset = 8;
const barHeight = 3;
const letter = 16;
const inkLuma = 225;

/** What is burnt into the frames of one draft, set once. */
export interface DraftMark {
  readonly title: SetText;
  /** `0` to `9` and `:`. */
  readonly figures: ReadonlyMap<string, SetText>;
}

/** @param title on one line; it is cut where it is longer than `width` pixels, less what the time code takes */
export async function draftMark(title: string, width: number, typesetter: Typesetter): Promise<DraftMark> {
  const figures = new Map<string, SetText>();
  for (const figure of "0123456789:") {
    figures.set(figure, await typesetter.set(figure, { width: letter * 2, lines: 1, letter }));
  }
  const room = Math.max(letter, width - 2 * inset - codeWidth(figures) - letter);
  return { title: await typesetter.set(title, { width: room, lines: 1, letter }), figures };
}

/**
 * A copy of the frame with the shot's title, the time code and a bar of the time gone by along the lower edge, as
 * dailies are marked in a screening room. Only luma is touched.
 */
export function burnIn(
  frame: I420Picture,
  { index, frameCount, mark }: { index: number; frameCount: number; mark: DraftMark | undefined },
): I420Picture {
  const { width, height } = frame;
  const marked = { ...frame, data: Uint8Array.from(frame.data) };
  const done = Math.round((width * (index + 1)) / frameCount);
  for (let y = height - barHeight; y < height; y += 1) {
    marked.data.fill(inkLuma, y * width, y * width + done);
  }
  if (mark === undefined) return marked;
  const bottom = height - barHeight - inset;
  const { title, figures } = mark;
  inkOnLuma(marked, title, { x: inset, y: bottom - title.height });
  let x = width - inset - codeWidth(figures);
  for (const figure of timeCode(index)) {
    const drawn = figures.get(figure);
    const cell = cellWidth(figure, figures);
    if (drawn !== undefined) {
      inkOnLuma(marked, drawn, { x: x + ((cell - drawn.width) >> 1), y: bottom - drawn.height });
    }
    x += cell;
  }
  return marked;
}

/** All digits take as much as the widest, so that the time code does not tremble. */
function cellWidth(figure: string, figures: DraftMark["figures"]): number {
  if (figure === ":") return (figures.get(figure)?.width ?? 0) + 2;
  return Math.max(...[..."0123456789"].map((digit) => figures.get(digit)?.width ?? 0)) + 1;
}

function codeWidth(figures: DraftMark["figures"]): number {
  return [...timeCode(0)].reduce((sum, figure) => sum + cellWidth(figure, figures), 0);
}

/** Minutes, seconds and frames: `00:04:23`. */
function timeCode(index: number): string {
  const seconds = Math.floor(index / draftFrameRate);
  const parts = [Math.floor(seconds / 60), seconds % 60, index % draftFrameRate];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
