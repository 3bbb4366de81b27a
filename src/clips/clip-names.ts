import { createHash } from "node:crypto";
import { basename } from "node:path";

/** Where clips go that newer ones replace, inside the output folder. */
export const supersededFolder = "superseded";
/** Where parts and registers are kept, inside the output folder: nothing in it is a clip. */
export const privateFolder = ".dailies";

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const clipPattern = /^(?:superseded\/)?[^./\\\u0000-\u001f][^/\\\u0000-\u001f]*$/;
const partPattern = /^\.dailies\/[^/\\]+\.[0-9a-f]{16}\.part$/;

/** File systems take names of 255 bytes; what is added to a stem needs some of them. */
const mostStemBytes = 160;

/** May this be a clip's name, relative to the output folder? A lockfile is text that others may have written. */
export function isClipName(name: string): boolean {
  return clipPattern.test(name);
}

/** Is it the name of a part, relative to the output folder? */
export function isPartName(name: string): boolean {
  return partPattern.test(name);
}

/** `.dailies/sc010_sh0010.TAG.part`: one attempt's download, apart from every other attempt's. */
export function partName(clipFile: string, attemptId: string): string {
  return `${privateFolder}/${shortStem(clipFile)}.${partTag(attemptId)}.part`;
}

/** Attempt ids come out of lockfiles; their digests are safe in a name, and always of one length. */
export function partTag(attemptId: string): string {
  return createHash("sha256").update(attemptId).digest("hex").slice(0, 16);
}

/** A name without folder and `.mp4`, cut to a length that leaves room in a file's name. */
export function shortStem(file: string): string {
  return cutToBytes(basename(file).replace(/\.mp4$/, ""), mostStemBytes);
}

/** As one name on file systems that ignore capitals, and on those that write accents in another way. */
export function comparable(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function cutToBytes(text: string, most: number): string {
  let bytes = 0;
  let cut = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    cut += character;
  }
  return cut;
}
