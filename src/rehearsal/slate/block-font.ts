import { type Glyph, lineHeight, type SlateFont } from "./slate-font.ts";

/** Five pixels by seven a character, a byte a row, from the top; the lowest bit is the leftmost pixel. */
const shapes: Readonly<Record<string, string>> = {
  "0": "0e11191513110e",
  "1": "0406040404040e",
  "2": "0e11100c02011f",
  "3": "0e11100c10110e",
  "4": "080c0a091f0808",
  "5": "1f010f1010110e",
  "6": "0c02010f11110e",
  "7": "1f100804020202",
  "8": "0e11110e11110e",
  "9": "0e11111e100806",
  A: "0e11111f111111",
  B: "0f11110f11110f",
  C: "0e11010101110e",
  D: "0f11111111110f",
  E: "1f01010f01011f",
  F: "1f01010f010101",
  G: "0e11011d11110e",
  H: "1111111f111111",
  I: "0e04040404040e",
  J: "1c080808080906",
  K: "11090503050911",
  L: "0101010101011f",
  M: "111b1515111111",
  N: "11131519111111",
  O: "0e11111111110e",
  P: "0f11110f010101",
  Q: "0e111111150916",
  R: "0f11110f050911",
  S: "1e01010e10100f",
  T: "1f040404040404",
  U: "1111111111110e",
  V: "11111111110a04",
  W: "11111115151b11",
  X: "11110a040a1111",
  Y: "11110a04040404",
  Z: "1f10080402011f",
  _: "0000000000001f",
  "-": "0000001f000000",
  ".": "00000000000606",
  " ": "00000000000000",
};

const box = "1f11111111111f";

/**
 * What an id is written with where no font is installed: Latin capitals, digits, `.`, `_`, `-` and the space. Small letters
 * come as capitals, all else as an empty box. Every pixel is two by two, so that a character is 12 pixels wide.
 */
export const blockFont: SlateFont = {
  glyph(character): Glyph {
    const rows = Buffer.from(shapes[character.toUpperCase()] ?? box, "hex");
    return {
      width: 12,
      rows: Array.from({ length: lineHeight }, (_, row) => doubled(rows[(row - 1) >> 1] ?? 0)),
    };
  },
};

function doubled(bits: number): number {
  let wide = 0;
  for (let bit = 0; bit < 5; bit += 1) if ((bits >> bit) & 1) wide |= 0b11 << (bit * 2);
  return wide;
}
