import type { Cause } from "../../base/cause.ts";
import type { Clock } from "../../base/time/clock.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { PartFile } from "../../clips/part-file.ts";
import type { ResultContent } from "../../provider/provider.ts";
import type { DownloadSlot } from "./downloads.ts";
import { crawlBytesPerSecond, leastBytesPerSecond, type Pace, type Throughput } from "./throughput.ts";

export type Received =
  /** The body ended as it should. */
  | { readonly kind: "whole" }
  /** It broke off; `gained`: something came before. */
  | { readonly kind: "broken"; readonly cause: Cause; readonly gained: boolean }
  /** It comes slowly, and others wait. */
  | { readonly kind: "slow"; readonly cause: Cause }
  /** It hardly comes at all, or is longer than a clip can be. */
  | { readonly kind: "hopeless"; readonly cause: Cause }
  /** The file system's error. */
  | { readonly kind: "disk"; readonly error: unknown };

export interface Receiving {
  readonly clock: Clock;
  readonly slot: DownloadSlot;
  readonly throughput: Throughput;
  readonly mostBytes: number;
}

/** Appends a body to a part, for as long as it is worth its slot and its place on the disk. */
export async function receive(
  part: PartFile,
  content: ResultContent,
  { clock, slot, throughput, mostBytes }: Receiving,
): Promise<Received> {
  const before = part.bytes;
  if ((content.totalBytes ?? 0) > mostBytes) {
    content.discard();
    return tooLarge(mostBytes);
  }
  const chunks = content.body[Symbol.asyncIterator]();
  let waitingSince: number | undefined;
  while (true) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch (error) {
      return { kind: "broken", cause: transferCause(error), gained: part.bytes > before };
    }
    if (next.done === true) return { kind: "whole" };
    const waitedMs = waitingSince === undefined ? 0 : waitBetween(waitingSince, clock.now());
    const ended = await take(part, next.value, { mostBytes, toldBytes: content.totalBytes });
    const pace = throughput.note(next.value.length, waitedMs);
    const isAll = part.bytes === content.totalBytes;
    const verdict = ended ?? (isAll ? undefined : verdictOn(pace, slot));
    if (verdict !== undefined) {
      await chunks.return?.();
      return verdict;
    }
    waitingSince = clock.now();
  }
}

/** No wait of a transfer that goes on is longer; a clock that was set, or a machine that slept, counts no more. */
const longestWaitMs = 30_000;

function waitBetween(from: number, to: number): number {
  return Math.min(Math.max(0, to - from), longestWaitMs);
}

async function take(
  part: PartFile,
  chunk: Uint8Array,
  { mostBytes, toldBytes }: { readonly mostBytes: number; readonly toldBytes: number | undefined },
): Promise<Received | undefined> {
  const bytes = part.bytes + chunk.length;
  if (bytes > mostBytes) return tooLarge(mostBytes);
  if (bytes > (toldBytes ?? mostBytes)) {
    const message = `The body is longer than the ${toldBytes} bytes that were announced.`;
    return { kind: "broken", cause: { code: "length_wrong", message }, gained: false };
  }
  try {
    await part.append(chunk);
    return undefined;
  } catch (error) {
    return { kind: "disk", error };
  }
}

function verdictOn(pace: Pace, slot: DownloadSlot): Received | undefined {
  switch (pace) {
    case "fine":
      return undefined;
    case "slow":
      return slot.isWanted ? { kind: "slow", cause: tooSlow(leastBytesPerSecond) } : undefined;
    case "crawling":
      return { kind: "hopeless", cause: tooSlow(crawlBytesPerSecond) };
    default:
      return unreachable(pace);
  }
}

function tooSlow(bytesPerSecond: number): Cause {
  const message = `The file comes at less than ${bytesPerSecond / 1024} kB a second.`;
  return { code: "download_too_slow", message };
}

function tooLarge(most: number): Received {
  const message = `The file is longer than ${most} bytes, the most that is fetched for one clip.`;
  return { kind: "hopeless", cause: { code: "clip_too_large", message } };
}

function transferCause(error: unknown): Cause {
  const { code, message } = error as NodeJS.ErrnoException;
  return { code: code ?? "download_broken", message: message ?? "The download broke off." };
}
