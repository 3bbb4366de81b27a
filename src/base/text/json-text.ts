/**
 * What JSON leaves as it is and a terminal, a log or an editor may obey or hide: DEL and the C1 controls, marks and overrides
 * of the writing direction, line separators, byte order marks.
 */
const risky = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

/** JSON of the same value, in which such characters are written as `\u009b`. @param indent spaces; one line without */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    risky,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
