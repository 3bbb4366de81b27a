/**
 * What shots, scenes and the files of clips may be called: a letter or a digit of any script, then those, `.`, `_` and `-`.
 * Safe as a file name everywhere, and never a path. Marks are parts of letters in many scripts; what cannot be seen is not
 * taken.
 */
export const shotNamePattern =
  /^(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{Nd}](?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{Nd}\p{M}._-])*$/u;

/** The same for JSON Schema, whose readers may not know the classes of Unicode: of ASCII, what is not taken is refused. */
export const looseShotNamePattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  /^[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f][^\x00-\x2c\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]*$/;

/** Clips are named by their shots, and file systems take names of 255 bytes. */
const mostNameBytes = 200;

const mostCharacters = 128;
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** May a shot or a scene be called so? */
export function isShotName(name: string): boolean {
  if (plainName.test(name)) return name.length <= mostCharacters;
  return (
    name.length <= mostCharacters && shotNamePattern.test(name) && Buffer.byteLength(name) <= mostNameBytes
  );
}

/** As one name, whatever its capitals and however its accents are written. */
export function comparableName(name: string): string {
  return plainName.test(name) ? name.toLowerCase() : name.normalize("NFC").toLowerCase();
}
