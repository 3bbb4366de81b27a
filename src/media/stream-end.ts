import { packetFormOf, syncByte } from "./container.ts";
import type { ReadAt } from "./mp4-boxes.ts";

/**
 * How many bytes the last packet of a transport stream lacks; 0 when it is whole. A stream says nothing of its length,
 * so one that ends between two packets cannot be distinguished from a whole one. What follows the last packet without being one
 * is let be.
 */
export function missingStreamBytes(readAt: ReadAt, fileBytes: number): number {
  const form = packetFormOf(readAt(0, 512));
  if (form === undefined) return 0;
  const { stride, first } = form;
  const rest = fileBytes % stride;
  const start = fileBytes - rest;
  return rest > first && readAt(start + first, 1)[0] === syncByte ? stride - rest : 0;
}

/** The length of a transport stream without what follows its last whole packet. */
export function wholePacketBytes(readAt: ReadAt, fileBytes: number): number {
  const stride = packetFormOf(readAt(0, 512))?.stride ?? 1;
  return fileBytes - (fileBytes % stride);
}
