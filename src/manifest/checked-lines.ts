import { closeSync, openSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { readPlainFileSync } from "../base/plain-file-sync.ts";

const pieceCharacters = 128 * 1024;
/** What a storyboard of the largest size comes to. */
const largestBytes = 1024 * 1024 * 1024;
const newline = 0x0a;
/** The last line: eight hex digits. */
const sumBytes = 9;

/** The lines of a file in memory, as bytes until somebody asks for one. */
export class CheckedLines {
  readonly #bytes: Buffer;
  /** Where each line starts; made at the first question for any but the first line. */
  #starts: Uint32Array | undefined;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** `undefined` for a file that is torn, cannot be read, or was not written by `writeCheckedLines`. */
  static read(file: string): CheckedLines | undefined {
    const read = readPlainFileSync(file, { maxBytes: largestBytes, links: "refuse" });
    if (!read.ok) return undefined;
    const content = read.value;
    const bytes = content.subarray(0, Math.max(0, content.length - sumBytes));
    return content.toString("latin1", bytes.length) === sumLine(crc32(bytes))
      ? new CheckedLines(bytes)
      : undefined;
  }

  get first(): string {
    return this.#bytes.toString("utf8", 0, this.#bytes.indexOf(newline));
  }

  /** The line of this index, from 0; empty past the end. */
  at(index: number): string {
    this.#starts ??= startsOf(this.#bytes);
    const [start, next] = this.#starts.subarray(index, index + 2);
    return start === undefined || next === undefined ? "" : this.#bytes.toString("utf8", start, next - 1);
  }
}

/**
 * Writes a new file, piece by piece; throws where there is one. Pieces are of any length, and lines end where their
 * newlines are; the last one ends the last line.
 */
export function writeCheckedLines(file: string, pieces: Iterable<string>): void {
  const descriptor = openSync(file, "wx");
  let sum = 0;
  const write = (text: string): void => {
    sum = crc32(text, sum);
    writeFileSync(descriptor, text);
  };
  try {
    let text = "";
    for (const piece of pieces) {
      text += piece;
      if (text.length < pieceCharacters) continue;
      write(text);
      text = "";
    }
    write(text);
    writeFileSync(descriptor, sumLine(sum));
  } finally {
    closeSync(descriptor);
  }
}

function sumLine(sum: number): string {
  return `${sum.toString(16).padStart(8, "0")}\n`;
}

/** With the end of the last line at the end. */
function startsOf(bytes: Buffer): Uint32Array {
  const starts = [0];
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, end + 1))
    starts.push(end + 1);
  return Uint32Array.from(starts);
}
