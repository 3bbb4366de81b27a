import type { PixelSize } from "../../src/rehearsal/slate/i420.ts";
import { heldPicture, type StillH264 } from "../../src/rehearsal/still/still-h264.ts";

/**
 * Mid grey throughout, in next to no time. With DC prediction and no residual every macroblock takes the grey that the
 * standard prescribes where there is no neighbour, so each costs eight bits. Width and height are in pixels, both even.
 */
export function greyH264(size: PixelSize): StillH264 {
  return heldPicture(size, ({ columns, rows }, writer) => {
    // Intra 16x16 with DC prediction (00100), chroma DC (1), no change of quantiser (1), no coefficients (1).
    for (let macroblock = 0; macroblock < columns * rows; macroblock += 1) writer.bits(0b00100111, 8);
  });
}
