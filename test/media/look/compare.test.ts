import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestChange, similarity } from "../../../src/media/look/compare.ts";
import { type GreyPicture, greyOf, shrink } from "../../../src/media/look/grey-picture.ts";
import { blackShare, stillShare } from "../../../src/media/look/movement.ts";
import { readSketch, sketchOf } from "../../../src/media/look/sketch.ts";

function pictureOf(width: number, height: number): fc.Arbitrary<GreyPicture> {
  const length = width * height;
  return fc.uint8Array({ minLength: length, maxLength: length }).map((data) => ({ width, height, data }));
}

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) })
  .chain(({ width, height }) => pictureOf(width, height));
const pair = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) })
  .chain(({ width, height }) => fc.tuple(pictureOf(width, height), pictureOf(width, height)));

function flat(level: number): GreyPicture {
  return { width: 32, height: 18, data: new Uint8Array(32 * 18).fill(level) };
}

describe("similarity", () => {
  it("is 1 for a picture and itself, and for two pictures the same either way, from -1 to 1", () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(similarity(a, a)).toBeCloseTo(1, 9);
        expect(similarity(a, b)).toBeCloseTo(similarity(b, a), 12);
        expect(Math.abs(similarity(a, b))).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it("sees that one of two even pictures is far brighter", () => {
    expect(similarity(flat(20), flat(200))).toBeLessThan(0.3);
    expect(similarity(flat(120), flat(122))).toBeGreaterThan(0.99);
  });
});

describe("largest change", () => {
  it("is nothing between a picture and itself, and finds a change in one corner", () => {
    fc.assert(
      fc.property(picture, (a) => {
        expect(largestChange(a, a)).toBe(0);
        const changed = { ...a, data: a.data.map((level, index) => (index === 0 ? 255 - level : level)) };
        expect(largestChange(a, changed)).toBeGreaterThan(0);
      }),
    );
  });
});

describe("a sketch", () => {
  it("is as long as the record takes, and is read as it was drawn", () => {
    fc.assert(
      fc.property(picture, (a) => {
        const text = sketchOf(a);
        expect(text).toMatch(/^[A-Za-z0-9+/]{192}$/);
        expect(sketchOf(readSketch(text))).toBe(text);
        expect(readSketch(text)).toEqual(shrink(a, { width: 16, height: 9 }));
      }),
    );
  });

  it("keeps an even picture even, from colour as from grey", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom(3 as const, 4 as const),
        (level, channels) => {
          const data = new Uint8Array(30 * 20 * channels).fill(level);
          const grey = greyOf({ width: 30, height: 20, channels, data }, { width: 16, height: 9 });
          expect(new Set(grey.data)).toEqual(new Set([level]));
        },
      ),
    );
  });
});

describe("movement", () => {
  it("is counted by the longest rest", () => {
    const [a, b, c] = [flat(50), flat(90), flat(130)];
    expect(stillShare([a, b, c, a, b])).toBe(0);
    expect(stillShare([a, a, a, a, a])).toBe(1);
    expect(stillShare([a, b, b, b, c])).toBe(0.5);
  });

  it("is seen where each step is too small to be seen", () => {
    const slow = Array.from({ length: 13 }, (_, index) => flat(100 + index));
    expect(stillShare(slow)).toBeLessThan(0.2);
  });

  it("counts black pictures, not dark ones with a light in them", () => {
    const lit = { ...flat(0), data: flat(0).data.map((_, index) => (index < 40 ? 200 : 0)) };
    expect(blackShare([flat(0), flat(16), lit, flat(60)])).toBe(0.5);
  });

  it("is between nothing and all for whatever pictures", () => {
    fc.assert(
      fc.property(fc.array(pictureOf(9, 9), { maxLength: 8 }), (pictures) => {
        for (const share of [stillShare(pictures), blackShare(pictures)]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
