import { writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { readPlainFileSync } from "../base/files/plain-file-sync.ts";

/** What a storyboard of the largest size comes to. */
const largestBytes = 1024 * 1024 * 1024;

/** The first line: eight hex digits. */
const sumBytes = 9;

/** A text that `writeChecked` wrote; `undefined` for a file that is torn, cannot be read or was written otherwise. */
export function readChecked(file: string): string | undefined {
  const read = readPlainFileSync(file, { mostBytes: largestBytes, links: "refuse" });
  if (!read.ok) return undefined;
  const content = read.value;
  const bytes = content.subarray(sumBytes);
  return content.toString("latin1", 0, sumBytes) === sumLine(bytes) ? bytes.toString("utf8") : undefined;
}

/** Writes a new file with its check sum; throws where there is one. */
export function writeChecked(file: string, text: string): void {
  const bytes = Buffer.from(text);
  writeFileSync(file, Buffer.concat([Buffer.from(sumLine(bytes)), bytes]), { flag: "wx" });
}

function sumLine(bytes: Buffer): string {
  return `${crc32(bytes).toString(16).padStart(8, "0")}\n`;
}
