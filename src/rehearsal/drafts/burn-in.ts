import type { I420Picture } from "../slate/i420.ts";
import { lineHeight, type SlateFont } from "../slate/slate-font.ts";
import { drawLine, lineWidth } from "../slate/slate-text.ts";
import { draftFrameRate } from "./draft-size.ts";

const inkLuma = 225;
const shadowLuma = 24;
const inset = 8;
const barHeight = 3;

/**
 * A copy of the frame with the shot's title, the time code and a bar of the time gone by along the lower edge, as
 * dailies are marked in a screening room. Only luma is touched.
 */
export function burnIn(
  frame: I420Picture,
  mark: {
    readonly title: string;
    readonly index: number;
    readonly frameCount: number;
    readonly font: SlateFont | undefined;
  },
): I420Picture {
  const { width, height } = frame;
  const data = Uint8Array.from(frame.data);
  const done = Math.round((width * (mark.index + 1)) / mark.frameCount);
  for (let y = height - barHeight; y < height; y += 1) data.fill(inkLuma, y * width, y * width + done);
  const { font } = mark;
  if (font === undefined) return { ...frame, data };
  const y = height - barHeight - lineHeight - inset;
  const code = timeCode(mark.index);
  const write = (text: string, x: number): void => {
    const inkOf = (luma: number) => (column: number, row: number) => {
      if (column >= 0 && column < width && row < height) data[row * width + column] = luma;
    };
    drawLine(font, text, { x: x + 1, y: y + 1, scale: 1, ink: inkOf(shadowLuma) });
    drawLine(font, text, { x, y, scale: 1, ink: inkOf(inkLuma) });
  };
  write(mark.title, inset);
  write(code, width - inset - lineWidth(font, code));
  return { ...frame, data };
}

/** Minutes, seconds and frames: `00:04:23`. */
function timeCode(index: number): string {
  const seconds = Math.floor(index / draftFrameRate);
  const parts = [Math.floor(seconds / 60), seconds % 60, index % draftFrameRate];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
