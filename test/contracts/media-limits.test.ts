import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMedia } from "../../src/contracts/check/check-media.ts";
import { brokenLimit, type MediumFacts, type MediumLimits } from "../../src/contracts/medium-limits.ts";
import { contractOf } from "../fakes/contracts.ts";

const picture: MediumFacts = { mimeType: "image/png", bytes: 1000, width: 1280, height: 720 };
const video: MediumFacts = {
  mimeType: "video/mp4",
  bytes: 1000,
  width: 1280,
  height: 720,
  durationSeconds: 5,
  frameRate: 24,
  codec: "avc",
};

describe("a limit of pictures and videos", () => {
  test.each<
    [
      string,
      MediumLimits,
      { readonly [Key in keyof MediumFacts]?: MediumFacts[Key] | undefined },
      string | undefined,
    ]
  >([
    ["a format that is listed", { formats: ["jpeg", "png"] }, {}, undefined],
    ["a format that is not listed", { formats: ["jpeg", "webp"] }, {}, "format"],
    ["a MOV by its own name", { formats: ["mov"] }, { mimeType: "video/quicktime" }, undefined],
    ["a file that is made anew has no format yet", { formats: ["jpeg"] }, { mimeType: undefined }, undefined],
    ["as many bytes as there may be", { max_bytes: 1000 }, {}, undefined],
    ["one byte more", { max_bytes: 999 }, {}, "bytes"],
    ["a short side at the limit", { min_side: 720 }, {}, undefined],
    ["a short side below it", { min_side: 721 }, {}, "side"],
    ["a long side at the limit", { max_side: 1280 }, {}, undefined],
    ["a long side above it", { max_side: 1279 }, {}, "side"],
    ["a ratio within", { min_ratio: 0.4, max_ratio: 2.5 }, {}, undefined],
    ["a ratio beyond", { max_ratio: 1.7 }, {}, "ratio"],
    ["a size that is listed", { sizes: ["1280x720", "720x1280"] }, {}, undefined],
    ["a size that is not", { sizes: ["1280x720"] }, { width: 720, height: 1280 }, "size"],
    ["seconds that an encoder rounded", { max_seconds: 5 }, { durationSeconds: 5.04 }, undefined],
    ["seconds beyond", { max_seconds: 5 }, { durationSeconds: 5.1 }, "seconds"],
    ["too few seconds", { min_seconds: 3 }, { durationSeconds: 2.9 }, "seconds"],
    [
      "24 pictures a second as television counts them",
      { min_frame_rate: 24 },
      { frameRate: 23.976 },
      undefined,
    ],
    ["too few pictures a second", { min_frame_rate: 24 }, { frameRate: 15 }, "frame_rate"],
    ["a codec that is not listed", { codecs: ["hevc"] }, {}, "codec"],
    ["what nobody could read", { codecs: ["hevc"] }, { codec: undefined }, undefined],
  ])("%s", (_what, limits, facts, kind) => {
    const isOfVideo = Object.keys(limits).some((key) => /seconds|rate|codec/.test(key));
    const all = { ...(isOfVideo ? video : picture), ...facts };
    expect(brokenLimit(limits, all as MediumFacts)?.kind).toBe(kind);
  });

  test("counts the sides, whichever way a picture lies", () => {
    const size = fc.record({
      width: fc.integer({ min: 1, max: 9000 }),
      height: fc.integer({ min: 1, max: 9000 }),
    });
    const limits = { min_side: 256, max_side: 5760 };
    fc.assert(
      fc.property(size, ({ width, height }) => {
        const broken = brokenLimit(limits, { width, height });
        expect(broken).toEqual(brokenLimit(limits, { width: height, height: width }));
        expect(broken === undefined).toBe(
          Math.min(width, height) >= limits.min_side && Math.max(width, height) <= limits.max_side,
        );
      }),
    );
  });
});

describe("the videos of a list", () => {
  const h3 = contractOf("MiniMax-H3@2026-08");
  const lasting = (...seconds: number[]) =>
    checkMedia(
      h3,
      { video_with_roles: seconds.map((one) => ({ url: `${one}.mp4`, role: "reference_video" })) },
      (reference) =>
        reference.startsWith("https:")
          ? undefined
          : { ...video, durationSeconds: Number.parseFloat(reference) },
    );

  test("may last as long as the model takes, taken together", () => {
    expect(lasting(5, 5, 5)).toEqual([]);
  });

  test("are refused at the one with which it is too long", () => {
    expect(lasting(5, 6, 5)).toEqual([
      { at: ["video_with_roles", 2, "url"], broken: { kind: "total_seconds", found: 16, max: 15 } },
    ]);
  });

  test("are each held against the limits of one first", () => {
    expect(lasting(1, 15, 14)).toEqual([
      { at: ["video_with_roles", 0, "url"], broken: { kind: "seconds", found: 1, min: 2, max: 15 } },
    ]);
  });

  test("that are elsewhere are not read, and add nothing", () => {
    const url = "https://example.com/a.mp4";
    const videos = [url, "14.mp4"].map((one) => ({ url: one, role: "reference_video" }));
    const known = (reference: string) => (reference === url ? undefined : { ...video, durationSeconds: 14 });
    expect(checkMedia(h3, { video_with_roles: videos }, known)).toEqual([]);
  });
});
