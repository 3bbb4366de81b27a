import { blockFont } from "./block-font.ts";
import { encodePng } from "./png.ts";
import { paintSlate } from "./slate.ts";
import { loadSlateFont } from "./slate-font.ts";

const size = { width: 1280, height: 720 };

/** A card in the place of a picture that is not there yet, as a PNG file; it says which picture is missing. */
export async function slatePicture(name: string): Promise<Buffer> {
  const font = await loadSlateFont();
  const words = { title: name, facts: font === undefined ? "" : "no picture yet", text: "" };
  return encodePng(paintSlate(size, words, font ?? blockFont), size);
}
