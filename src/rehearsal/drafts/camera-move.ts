import type { I420Picture } from "../slate/i420.ts";
import { type ShotMove, windowAt } from "./camera-window.ts";
import { seenThrough } from "./picture-window.ts";

/** The share of the clip during which the first picture gives way to the last. */
const fade = { from: 0.3, to: 0.7 };

/**
 * One frame of a camera's move over `first`; where there is a `last`, of a slow push-in that dissolves into it. `time` runs from 0
 * to 1. With two pictures the very first and very last frames are the pictures as given, so that consecutive shots join.
 */
export function movedFrame(
  pictures: { readonly first: I420Picture; readonly last?: I420Picture | undefined },
  { move, take }: ShotMove,
  time: number,
): I420Picture {
  const { first, last } = pictures;
  if (last === undefined) return seenThrough(windowAt({ move, take }, time), first);
  const gently = (picture: I420Picture, way: number): I420Picture =>
    seenThrough(windowAt({ move: "gentle", take }, way), picture);
  const share = smooth((time - fade.from) / (fade.to - fade.from));
  if (share <= 0) return gently(first, time);
  if (share >= 1) return gently(last, 1 - time);
  return mixed(gently(first, time), gently(last, 1 - time), share);
}

function smooth(value: number): number {
  const clamped = Math.min(1, Math.max(0, value));
  return clamped * clamped * (3 - 2 * clamped);
}

function mixed(first: I420Picture, last: I420Picture, share: number): I420Picture {
  const weight = Math.round(share * 256);
  const data = new Uint8Array(first.data.length);
  for (let index = 0; index < data.length; index += 1) {
    data[index] = ((first.data[index] ?? 0) * (256 - weight) + (last.data[index] ?? 0) * weight) >> 8;
  }
  return { ...first, data };
}
