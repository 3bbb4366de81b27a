import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparedClips, firstPair } from "../../src/review/client/compare/compared-clips.ts";
import { frameAt, timeOfFrame, timeOfNext } from "../../src/review/client/video/frames.ts";
import type { ReviewClip, ReviewShot, ReviewTake } from "../../src/review/review-data.ts";

describe("pictures by number", () => {
  const frameRate = fc.constantFrom(1, 12, 23.976, 24, 25, 29.97, 30, 50, 60, 120);

  test("the time of a picture is a time at which it is seen", () => {
    fc.assert(
      fc.property(fc.nat(20_000), frameRate, (frame, rate) => {
        expect(frameAt(timeOfFrame(frame, rate), rate)).toBe(frame);
        // A picture is seen from the very beginning of its time on, whatever that rounds to.
        expect(frameAt(frame / rate, rate)).toBe(frame);
      }),
    );
  });

  test("a step goes by one picture, there and back, and never out of the part", () => {
    fc.assert(
      fc.property(
        fc.nat(400),
        frameRate,
        fc.nat(100),
        fc.integer({ min: 1, max: 300 }),
        (at, rate, first, count) => {
          const part = { from: first / rate, to: (first + count) / rate };
          const seen = first + (at % count);
          const on = frameAt(timeOfNext(timeOfFrame(seen, rate), { by: 1, frameRate: rate, part }), rate);
          const back = frameAt(timeOfNext(timeOfFrame(seen, rate), { by: -1, frameRate: rate, part }), rate);
          expect(on).toBe(Math.min(seen + 1, first + count - 1));
          expect(back).toBe(Math.max(seen - 1, first));
        },
      ),
    );
  });
});

describe("which clips are compared", () => {
  const clip = (digits: string, url: string | undefined = `./${digits}.mp4`): ReviewClip => ({
    digits,
    ...(url === undefined ? {} : { url }),
    seconds: 5,
    width: 640,
    height: 360,
  });
  const take = (
    number: number,
    own: ReviewClip | undefined,
    earlier: readonly ReviewClip[] = [],
  ): ReviewTake => ({
    take: number,
    state: "done",
    action: "none",
    reason: "up_to_date",
    ...(own === undefined ? {} : { clip: own }),
    earlier,
  });
  const shot = (...takes: readonly ReviewTake[]): ReviewShot => ({
    id: "sc010",
    prompt: "",
    model: "kling-v3",
    parameters: [],
    references: [],
    seconds: 5,
    aspect: 16 / 9,
    takes,
  });
  const names = (one: ReviewShot, choices = {}) => comparedClips(one, choices).map(({ name }) => name);

  test("are those that are here, versions that were replaced behind their take", () => {
    const gone: ReviewClip = { digits: "0000000d", seconds: 5, width: 640, height: 360 };
    const film = shot(
      take(1, clip("0000000a"), [clip("0000000b"), clip("0000000c")]),
      take(2, gone),
      take(3, undefined),
    );
    expect(names(film)).toEqual(["Take 1", "Take 1, version 2", "Take 1, version 1"]);
    const choices = { sc010: { chosen: { take: 1, clip: "0000000a" }, rejected: [], accepted: [] } };
    expect(names(film, choices)[0]).toBe("Take 1, chosen");
  });

  test("begin with the one that counts, and the one that was looked at", () => {
    const film = shot(take(1, clip("0000000a")), take(2, clip("0000000b")), take(3, clip("0000000c")));
    const choices = { sc010: { chosen: { take: 2, clip: "0000000b" }, rejected: [], accepted: [] } };
    expect(firstPair(film, choices, undefined)).toEqual(["2 0000000b", "3 0000000c"]);
    expect(firstPair(film, choices, 1)).toEqual(["2 0000000b", "1 0000000a"]);
    expect(firstPair(shot(take(1, clip("0000000a"))), {}, 1)).toBeUndefined();
  });
});

describe("colours of the page", () => {
  const css = readFileSync(
    fileURLToPath(new URL("../../src/review/client/page.css", import.meta.url)),
    "utf8",
  );
  const table = new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
      ([, name, light, dark]) => [name, [light, dark]] as const,
    ),
  );

  function colour(name: string, scheme: 0 | 1): string {
    const found = name.startsWith("#") ? name : table.get(name)?.[scheme];
    if (found === undefined) throw new Error(`the style has no colour ${name}`);
    return found;
  }

  // By WCAG 2.2: texts 4.5, and what shows where the focus is 3.
  test.each([
    ["text", ["ground", "card", "well"], 4.5],
    ["soft", ["ground", "card", "well"], 4.5],
    ["accent", ["ground", "card"], 4.5],
    ["chosen", ["card"], 4.5],
    ["back", ["ground", "card", "well"], 4.5],
    ["changed", ["card"], 4.5],
    ["ground", ["text"], 4.5],
    ["on-accent", ["accent-ground"], 4.5],
    ["on-chosen", ["chosen-ground"], 4.5],
    ["on-back", ["back-ground"], 4.5],
    ["chosen-ground", ["card"], 3],
    ["#f1f1ee", ["#101113", "#000000"], 4.5],
    ["#b4b6b9", ["#101113"], 4.5],
    ["#ff9b78", ["#101113"], 4.5],
    ["#ffc46b", ["#101113", "#000000"], 3],
    ["#04150e", ["#2fae7d"], 4.5],
    ["#1e0800", ["#e8724a"], 4.5],
    // A stamp over a white picture: its ground lets a third of it through.
    ["#ffffff", ["#555555"], 4.5],
  ] as const)("%s on %j has a contrast of %d or more, light and dark", (front, grounds, least) => {
    for (const scheme of [0, 1] as const) {
      for (const ground of grounds) {
        const ratio = contrast(colour(front, scheme), colour(ground, scheme));
        expect(ratio, `${front} on ${ground}`).toBeGreaterThanOrEqual(least);
      }
    }
  });
});

/** By https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
