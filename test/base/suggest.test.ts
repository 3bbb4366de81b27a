import { describe, expect, it } from "vitest";
import { listed, nearest } from "../../src/base/text/suggest.ts";

const keys = ["prompt", "aspect_ratio", "duration", "first_frame", "last_frame", "mode"];

describe("a suggestion", () => {
  it.each([
    ["promt", "prompt"],
    ["aspectRatio", "aspect_ratio"],
    ["aspect-ratio", "aspect_ratio"],
    ["duraiton", "duration"],
    ["Mode", "mode"],
    ["frist_frame", "first_frame"],
  ])("for %s is %s", (written, meant) => {
    expect(nearest(written, keys)).toBe(meant);
  });

  it.each(["xyz", "resolution", "", "a"])("is not made for %j, which is like none", (written) => {
    expect(nearest(written, keys)).toBeUndefined();
  });
});

describe("a list of names", () => {
  it("reads as in a sentence", () => {
    expect(listed(["a"])).toBe("a");
    expect(listed(["a", "b"])).toBe("a or b");
    expect(listed(["a", "b", "c"], "and")).toBe("a, b and c");
  });
});
