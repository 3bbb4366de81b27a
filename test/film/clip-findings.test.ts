import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { clipFindings } from "../../src/film/status/clip-findings.ts";
import type { Job } from "../../src/manifest/job.ts";
import { sketchOf } from "../../src/media/look/sketch.ts";
import type { Attempt, ClipChecks, ClipFacts, LockState } from "../../src/state/state.ts";
import { contractOf } from "../fakes/contracts.ts";

const contract = contractOf("kling-v3@2026-05");

function sketch(seed: number): string {
  const data = Uint8Array.from({ length: 144 }, (_, index) => (index * seed * 37 + seed * 91) % 256);
  return sketchOf({ width: 16, height: 9, data });
}

interface Shot {
  readonly id?: string;
  readonly take?: number;
  readonly inputs?: JsonObject;
  readonly clip?: Partial<ClipFacts>;
  readonly checks?: Partial<ClipChecks>;
}

const good: ClipChecks = {
  version: 1,
  frameRate: 24,
  audioTracks: 0,
  blackShare: 0,
  stillShare: 0.1,
  first: sketch(1),
  middle: sketch(2),
  last: sketch(3),
};

/** The codes that are pointed out, by shot and take. */
function found(shots: readonly Shot[], isRehearsal = false): Record<string, readonly string[]> {
  const jobs: Job[] = [];
  const state = new Map<string, { take: number; attempts: Attempt[] }[]>();
  for (const [index, { id = "a", take = 1, ...own }] of shots.entries()) {
    const inputs = { model: contract.id, prompt: "x", duration: 5, ...own.inputs };
    const clip = `${id}_${take}.mp4`;
    jobs.push({
      kind: "clip",
      id,
      take,
      needs: [],
      request: { contract: contract.id, parameters: {}, frames: {} },
      contract,
      pictures: [],
      inputs,
      fingerprint: "v1:x",
      clip,
      billing: { key: "kling-v3", seconds: 5 },
      canLookUp: false,
      line: index + 1,
    });
    const attempt: Attempt = {
      attemptId: `${id}/${take}`,
      state: "done",
      fingerprint: "v1:x",
      inputs,
      submittedAt: 1,
      clip: {
        file: clip,
        sha256: String(index).repeat(64),
        bytes: 1,
        durationSeconds: 5.04,
        width: 1280,
        height: 720,
        ...own.clip,
      },
      checks: { ...good, ...own.checks },
    };
    state.set(id, [...(state.get(id) ?? []), { take, attempts: [attempt] }]);
  }
  const known: LockState = state;
  const all = clipFindings({ jobs, state: known, choices: new Map(), isRehearsal });
  return Object.fromEntries([...all].map(([key, findings]) => [key, findings.map(({ code }) => code)]));
}

describe("of a clip", () => {
  it("that is as it was asked for, nothing is pointed out", () => {
    expect(found([{}])).toEqual({ "a/1": [] });
  });

  it.each<[string, Shot]>([
    ["length_differs", { clip: { durationSeconds: 4 } }],
    ["size_differs", { clip: { width: 720, height: 1280 } }],
    ["size_smaller", { clip: { width: 640, height: 360 } }],
    ["sound_unasked", { checks: { audioTracks: 1 } }],
    ["sound_missing", { inputs: { audio: true } }],
    ["first_frame_differs", { checks: { firstFrame: 0.1 } }],
    ["last_frame_differs", { checks: { lastFrame: 0.1 } }],
    ["black", { checks: { blackShare: 1, stillShare: 1 } }],
    ["frozen", { checks: { stillShare: 1 } }],
  ])("%s is pointed out, alone", (code, shot) => {
    expect(found([shot])).toEqual({ "a/1": [code] });
  });

  it("what is in its pictures is not said before it is looked at, or where figures are of another version", () => {
    expect(found([{ checks: { version: 2, stillShare: 1, audioTracks: 1 } }])).toEqual({ "a/1": [] });
  });

  it("length and size are compared before it is looked at: they are known from the download on", () => {
    const clip = { durationSeconds: 4, width: 720, height: 1280 };
    expect(found([{ clip, checks: { version: 2 } }])).toEqual({ "a/1": ["length_differs", "size_differs"] });
  });

  it("that is a draft, its size is what drafts have", () => {
    expect(found([{ clip: { width: 640, height: 360 } }], true)).toEqual({ "a/1": [] });
  });
});

describe("between clips", () => {
  it("a rate that the others have not is pointed out", () => {
    const shots = [{ id: "a" }, { id: "b", checks: { frameRate: 30 } }, { id: "c" }];
    expect(found(shots)).toEqual({ "a/1": [], "b/1": ["frame_rate_differs"], "c/1": [] });
  });

  it("a take that is an earlier one again is pointed out; one that only begins like it is not", () => {
    const shots = [{ take: 1 }, { take: 2 }, { take: 3, checks: { middle: sketch(5), last: sketch(7) } }];
    expect(found(shots)).toEqual({ "a/1": [], "a/2": ["takes_alike"], "a/3": [] });
  });

  it("a jump is pointed out where the next shot shares the frame, and only there", () => {
    const shared = { first_frame: "sha256:x" };
    const jumping = [
      { id: "a", inputs: { last_frame: "sha256:x" } },
      { id: "b", inputs: shared },
    ];
    expect(found(jumping)["b/1"]).toEqual(["jump"]);
    const [before = {}, after = {}] = jumping;
    expect(found([before, { ...after, checks: { first: good.last } }])["b/1"]).toEqual([]);
    expect(found([{ id: "a" }, after])["b/1"]).toEqual([]);
  });

  it("a jump is pointed out where a chained shot does not begin with its clip's last picture", () => {
    const chained = { id: "c", inputs: { first_frame: `end_of_clip:sha256:${"0".repeat(64)}` } };
    expect(found([{ id: "a" }, { id: "b" }, chained])["c/1"]).toEqual(["jump"]);
  });
});
