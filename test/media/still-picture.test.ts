import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { loadStillReader } from "../../src/media/decode/still-picture.ts";
import { loadDraftEncoder } from "../../src/rehearsal/drafts/draft-encoder.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const size = { width: 64, height: 36 };

/** A clip whose picture at `index` is of this grey, of 0 to 255. */
async function clipOf(greys: readonly number[]): Promise<string> {
  const encoder = await loadDraftEncoder();
  if (!encoder.ok) throw new Error(encoder.error.message);
  const pixels = size.width * size.height;
  const bytes = await encoder.value.encode({
    size,
    frameCount: greys.length,
    audio: false,
    frame: (index) => {
      const data = new Uint8Array((pixels * 3) / 2).fill(128);
      // Luma goes from 16 to 235.
      data.fill(16 + Math.round(((greys[index] ?? 0) / 255) * 219), 0, pixels);
      return { ...size, data };
    },
  });
  const file = join(temporaryFolder(), "clip.mp4");
  writeFileSync(file, bytes);
  return file;
}

async function greyOf(file: string, place: "start" | "end", mostBytes = 10_000_000) {
  const stills = await loadStillReader();
  if (!stills.ok) throw new Error(stills.error.message);
  const still = await stills.value.read(file, { place, mostBytes });
  if (!still.ok) throw new Error(still.error.message);
  const { data, info } = await sharp(still.value.bytes).raw().toBuffer({ resolveWithObject: true });
  return { grey: data[0] ?? -1, width: info.width, height: info.height, mimeType: still.value.mimeType };
}

test("the pictures are the very first and the very last of a clip, not ones near them", async () => {
  // Each picture differs from its neighbours by far more than what encoding changes.
  const greys: number[] = Array.from({ length: 49 }, (_, index) => (index % 2 === 0 ? 40 : 200));
  greys[0] = 120;
  greys[48] = 90;
  const file = await clipOf(greys);
  const [start, end] = [await greyOf(file, "start"), await greyOf(file, "end")];
  expect(start).toMatchObject({ ...size, mimeType: "image/png" });
  expect(Math.abs(start.grey - 120)).toBeLessThan(12);
  expect(Math.abs(end.grey - 90)).toBeLessThan(12);
});

test("a clip of one picture begins and ends with it", async () => {
  const file = await clipOf([77]);
  expect(Math.abs((await greyOf(file, "start")).grey - 77)).toBeLessThan(8);
  expect((await greyOf(file, "end")).grey).toBe((await greyOf(file, "start")).grey);
});

test("a picture that would be too large for the provider is a JPEG", async () => {
  expect((await greyOf(await clipOf([77]), "end", 10)).mimeType).toBe("image/jpeg");
});

test("what is not a clip is a failure with its reason, and not an exception", async () => {
  const file = join(temporaryFolder(), "text.mp4");
  writeFileSync(file, "not a clip");
  const stills = await loadStillReader();
  if (!stills.ok) throw new Error(stills.error.message);
  expect(await stills.value.read(file, { place: "end", mostBytes: 1_000 })).toMatchObject({
    ok: false,
    error: { code: "not_decodable" },
  });
});
