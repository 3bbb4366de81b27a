import { type BigIntStats, constants, type Stats } from "node:fs";

export interface PlainFileOptions {
  /** A larger file is refused: its length is not known before it is read. */
  readonly mostBytes: number;
  /** Whether a link to a file is read; `refuse` is for files that dailies itself writes. Default: `refuse`. */
  readonly links?: "follow" | "refuse";
}

/** What is not a plain file. */
export type OddFile = "link" | "folder" | "pipe" | "socket" | "device";

/** `undefined` for a plain file. */
export function oddFile(stats: Stats | BigIntStats): OddFile | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return "folder";
  if (stats.isFIFO()) return "pipe";
  if (stats.isSocket()) return "socket";
  return stats.isSymbolicLink() ? "link" : "device";
}

// Windows has neither.
const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;

/** Flags that open a file for reading without waiting for whoever writes a pipe. */
export const readWithoutWaiting = O_RDONLY | O_NONBLOCK;

/** The flags of a file that was looked at: it may have been exchanged since, for a pipe or for a link. */
export function readFlags(links: PlainFileOptions["links"]): number {
  return links === "follow" ? readWithoutWaiting : readWithoutWaiting | O_NOFOLLOW;
}

/** The bytes of a file while it is read. It can grow meanwhile, and some files hide their length, so all of it is asked for. */
export class IncomingBytes {
  readonly #mostBytes: number;
  #buffer: Buffer;
  #used = 0;

  /** @param size what the open file says of itself */
  constructor(size: number, mostBytes: number) {
    this.#mostBytes = mostBytes;
    // One byte more than it says: the end shows only when something is asked for and nothing comes.
    this.#buffer = Buffer.allocUnsafe(Math.min(size, mostBytes) + 1);
  }

  /** Where the next bytes go: behind `offset`, to the end of the buffer, which has room for one at least. */
  get space(): { readonly buffer: Buffer; readonly offset: number } {
    return { buffer: this.#buffer, offset: this.#used };
  }

  /** `count` bytes came. `false`: more than may. */
  add(count: number): boolean {
    this.#used += count;
    if (this.#used > this.#mostBytes) return false;
    if (this.#used === this.#buffer.length)
      this.#buffer = Buffer.concat([this.#buffer], Math.min(2 * this.#used, this.#mostBytes + 1));
    return true;
  }

  /** All that came. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#used);
  }
}
