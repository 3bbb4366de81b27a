import sharp from "sharp";
import { expect, test } from "vitest";
import { encodePng } from "../../src/rehearsal/slate/png.ts";
import { slatePicture } from "../../src/rehearsal/slate/slate-picture.ts";

test("a slate is a whole PNG that says which picture is missing, and always the same bytes", async () => {
  const slate = await slatePicture("door_a.jpg");
  expect(await sharp(slate).metadata()).toMatchObject({ format: "png", width: 1280, height: 720 });
  expect((await slatePicture("door_a.jpg")).equals(slate)).toBe(true);
  expect((await slatePicture("door_b.jpg")).equals(slate)).toBe(false);
});

test("a PNG has the pixels that it was made from", async () => {
  const rgb = Uint8Array.from({ length: 5 * 3 * 3 }, (_, index) => (index * 37) % 256);
  const { data } = await sharp(encodePng(rgb, { width: 5, height: 3 }))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data]).toEqual([...rgb]);
});
