// Controls (C0, DEL, C1), bidirectional overrides, zero-width characters and line separators.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Text that is safe to print on one line: what a terminal would obey, or hide, becomes a visible stand-in. */
export function visibleText(text: string): string {
  return text.replace(invisible, (character) => {
    const code = character.charCodeAt(0);
    if (code === 9) return " ";
    return code < 32 ? String.fromCharCode(0x2400 + code) : "\ufffd";
  });
}
