import { statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { sum } from "../base/money.ts";

/** A film of some five thousand shots. */
const longBytes = 1024 * 1024;

/**
 * Once a heap is large, V8 lets garbage grow to three or four times what is in use before it collects. A run that holds
 * a long film for hours beside an editor should not: garbage may come to half of what is in use. V8 reads this at every
 * collection; for a short film, which would be collected more often for nothing, all stays as it is.
 *
 * @param storyboards their paths; one that cannot be read is for others to report
 */
export function boundHeap(...storyboards: readonly string[]): void {
  if (sum(storyboards.map(bytesOf)) >= longBytes) setFlagsFromString("--heap-growing-percent=50");
}

function bytesOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
