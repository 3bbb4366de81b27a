import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { movedFrame } from "../../src/rehearsal/drafts/camera-move.ts";
import { windowAt } from "../../src/rehearsal/drafts/camera-window.ts";
import { type CameraMove, cameraMove } from "../../src/rehearsal/drafts/camera-words.ts";
import { seenThrough } from "../../src/rehearsal/drafts/picture-window.ts";
import type { I420Picture } from "../../src/rehearsal/slate/i420.ts";

describe("the camera's words", () => {
  const prompts: readonly (readonly [string, CameraMove])[] = [
    ["The camera pans slowly to the left over the boats", "left"],
    ["pan right across the table", "right"],
    ["Slow pan over the valley", "right"],
    ["Tracking shot along the wall", "right"],
    ["trucking left past the columns", "left"],
    ["Tilt up to the tower's lamp", "up"],
    ["the camera tilts gently down to her hands", "down"],
    ["Push-in on her face", "push_in"],
    ["a slow dolly in", "push_in"],
    ["ZOOM IN on the letter", "push_in"],
    ["zooms out to reveal the town", "pull_out"],
    ["Pull back from the window", "pull_out"],
    ["dolly out, then a pan left", "pull_out"],
    ["Crane up over the crowd", "crane_up"],
    ["the camera slowly descends", "crane_down"],
    ["static shot, rain", "still"],
    ["Locked-off wide of the street", "still"],
    ["his shadow on the wet wall, hand-held camera", "handheld"],
    ["镜头缓缓推近，守塔人的房间", "push_in"],
    ["镜头慢慢拉远", "pull_out"],
    ["镜头向左摇，港口醒来", "left"],
    ["横移镜头，穿过市场", "right"],
    ["镜头从下向上摇", "up"],
    ["镜头缓缓上升，俯瞰城市", "crane_up"],
    ["镜头下降到海面", "crane_down"],
    ["固定镜头，雨夜东京街头", "still"],
    ["手持镜头，奔跑", "handheld"],
  ];

  test.each(prompts)("%s", (prompt, move) => {
    expect(cameraMove(prompt)).toBe(move);
  });

  test.each([
    "She fries eggs in a pan on the left",
    "他推门走进房间",
    "玛拉跑进厨房",
    "The boat sails out of the picture to the left",
    "电影感镜头",
    "She stands still",
    "The ship is pushed into the dock",
    "",
  ])("names none in: %s", (prompt) => {
    expect(cameraMove(prompt)).toBe("gentle");
  });

  test("count from the first one on", () => {
    expect(cameraMove("tilt up, then pan left and zoom in")).toBe("up");
    expect(cameraMove("zoom in, then tilt up")).toBe("push_in");
  });
});

const words = fc.constantFrom(
  "pan left",
  "tilt up",
  "zoom in",
  "pull out",
  "handheld",
  "static shot",
  "crane up",
  "推镜头",
);
const anyPrompt = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), words)).map((parts) => parts.join(" "));

test("whatever the prompt, the take and the moment, the window stays inside of the picture", () => {
  fc.assert(
    fc.property(
      anyPrompt,
      fc.integer({ min: 1, max: 99 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (prompt, take, time) => {
        const { size, x, y } = windowAt({ move: cameraMove(prompt), take }, time);
        expect(size).toBeGreaterThan(0.5);
        expect(size).toBeLessThanOrEqual(1);
        for (const offset of [x, y]) {
          expect(offset * (1 - size)).toBeGreaterThanOrEqual(0);
          expect(offset * (1 - size) + size).toBeLessThanOrEqual(1 + 1e-12);
        }
      },
    ),
  );
});

/** Brighter from left to right, and in the other planes from top to bottom. */
function slope(width: number, height: number): I420Picture {
  const data = new Uint8Array((width * height * 3) / 2);
  for (let at = 0; at < width * height; at += 1) data[at] = ((at % width) * 255) / (width - 1);
  for (let at = width * height; at < data.length; at += 1) data[at] = (at - width * height) >> 6;
  return { width, height, data };
}

test("what is seen is a part of the picture, in order, and no sample comes from elsewhere", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 0.3, max: 1, noNaN: true }), share, share, (size, x, y) => {
      const { data } = seenThrough({ size, x, y }, slope(64, 32));
      for (let row = 0; row < 32; row += 1) {
        const line = data.subarray(row * 64, (row + 1) * 64);
        expect([...line]).toEqual([...line].toSorted((one, other) => one - other));
        // Half a step of the slope is lost to whole numbers.
        expect(line[0]).toBeGreaterThanOrEqual(255 * x * (1 - size) - 3);
        expect(line[63]).toBeLessThanOrEqual(255 * (x * (1 - size) + size) + 3);
      }
    }),
  );
});

test.each<[CameraMove, "left" | "right"]>([
  ["left", "left"],
  ["right", "right"],
])("a pan to the %s shows ever more of that side", (move, side) => {
  const middles = [0, 0.25, 0.5, 0.75, 1].map((time) => {
    const { data } = movedFrame({ first: slope(64, 32) }, { move, take: 1 }, time);
    return data[16 * 64 + 32] ?? 0;
  });
  const ordered = middles.toSorted((one, other) => (side === "left" ? other - one : one - other));
  expect(middles).toEqual(ordered);
  expect(new Set(middles).size).toBe(5);
});

test("every move but the still one moves, and every take ends at a place of its own", () => {
  const first = slope(64, 32);
  const frame = (move: CameraMove, take: number, time: number): string =>
    Buffer.from(movedFrame({ first }, { move, take }, time).data).toString("base64");
  const moves = [
    "gentle",
    "handheld",
    "push_in",
    "pull_out",
    "left",
    "right",
    "up",
    "down",
    "crane_up",
    "crane_down",
  ] as const;
  for (const move of moves) expect(frame(move, 1, 0), move).not.toBe(frame(move, 1, 0.9));
  expect(frame("still", 1, 0)).toBe(frame("still", 1, 0.9));
  for (const move of [...moves, "still"] as const) {
    expect(new Set([1, 2, 3].map((take) => frame(move, take, 1))).size, move).toBe(3);
  }
});
