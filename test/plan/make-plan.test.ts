import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UnrecordedClip } from "../../src/clips/clip-on-disk.ts";
import type { Job } from "../../src/manifest/job.ts";
import { makePlan } from "../../src/plan/make/make-plan.ts";
import type { PlanRequest } from "../../src/plan/make/plan-request.ts";
import type { PlanItem } from "../../src/plan/plan.ts";
import type { Attempt, AttemptState, LockState } from "../../src/state/state.ts";
import { contractOf } from "../fakes/contracts.ts";

const now = Date.UTC(2026, 7, 20);
const nowSeconds = now / 1000;

function job(overrides: Partial<Job> = {}): Job {
  const inputs = { model: "kling-v3@2026-05", prompt: "a cat" };
  const { id = "a", take = 1 } = overrides;
  return {
    id,
    take,
    kind: "clip",
    needs: [],
    request: { contract: "kling-v3@2026-05", parameters: {}, frames: {} },
    contract: contractOf("kling-v3@2026-05"),
    pictures: [],
    inputs,
    fingerprint: "v1:same",
    clip: take === 1 ? `${id}.mp4` : `${id}_t0${take}.mp4`,
    billing: { key: "kling-v3 720P", seconds: 5 },
    canLookUp: false,
    line: 3,
    ...overrides,
  };
}

const clip = { file: "a.mp4", sha256: "0", bytes: 9, durationSeconds: 5, width: 1280, height: 720 };

function attempt(state: AttemptState, overrides: Partial<Attempt> = {}): Attempt {
  const hasTask = state !== "submitting" && state !== "uncertain";
  return {
    attemptId: `${state}-${overrides.submittedAt ?? 1}`,
    state,
    fingerprint: "v1:same",
    inputs: { model: "kling-v3@2026-05", prompt: "a cat" },
    submittedAt: 1,
    ...(hasTask ? { taskId: `task-${state}` } : {}),
    ...(state === "done" ? { clip } : {}),
    ...overrides,
  };
}

const changed = {
  fingerprint: "v1:older",
  inputs: { model: "kling-v3@2026-05", prompt: "a dog", mode: "pro" },
};

function lockState(attempts: readonly Attempt[], id = "a", take = 1): LockState {
  return new Map([[id, [{ take, attempts }]]]);
}

function clipsIn(files: readonly string[]): PlanRequest["clipOnDisk"] {
  return ({ file }) => (files.includes(file) ? { kind: "intact", file } : { kind: "missing" });
}

function planOf(request: Partial<PlanRequest> & { onDisk?: readonly string[] }): readonly PlanItem[] {
  const { onDisk = ["a.mp4"], ...rest } = request;
  const defaults = {
    jobs: [job()],
    state: new Map(),
    clipOnDisk: clipsIn(onDisk),
    now,
  };
  return makePlan({ ...defaults, ...rest }).items;
}

function verdicts(items: readonly PlanItem[]): string[] {
  return items.map(({ action, reason }) => `${action} ${reason}`);
}

describe("what a plan says of one job", () => {
  const superseded = { clip: { ...clip, file: "superseded/a.older.mp4" } };
  const expired = { expiresAt: nowSeconds - 1 };
  const alive = { expiresAt: nowSeconds + 60 };
  const rows: [string, readonly Attempt[], readonly string[], string][] = [
    ["nothing on record", [], [], "render new"],
    ["a clip on disk with the same inputs", [attempt("done")], ["a.mp4"], "none up_to_date"],
    ["a clip on disk with other inputs", [attempt("done", changed)], ["a.mp4"], "render changed"],
    ["a clip that is gone and expired", [attempt("done", expired)], [], "none clip_missing"],
    ["a clip that is gone, without a known expiry", [attempt("done")], [], "none clip_missing"],
    [
      "a clip that is gone while its result still lives",
      [attempt("done", alive)],
      [],
      "download clip_missing",
    ],
    ["a queued task", [attempt("queued")], [], "resume in_flight"],
    ["a task in progress", [attempt("in_progress")], [], "resume in_flight"],
    ["a completed task whose clip is not fetched", [attempt("downloading")], [], "download not_downloaded"],
    ["a failed task with the same inputs", [attempt("failed")], [], "render failed"],
    ["a failed task with other inputs", [attempt("failed", changed)], [], "render changed"],
    [
      "a clip with other inputs, and a failed task with today's",
      [attempt("done", changed), attempt("failed", { submittedAt: 2 })],
      ["a.mp4"],
      "render failed",
    ],
    ["an intent whose answer was never seen", [attempt("submitting")], [], "hold uncertain"],
    ["a submit of unknown outcome", [attempt("uncertain")], [], "hold uncertain"],
    ["a submit of unknown outcome with other inputs", [attempt("uncertain", changed)], [], "hold uncertain"],
    [
      "today's inputs rendered earlier, the clip kept aside",
      [attempt("done", superseded), attempt("done", { ...changed, submittedAt: 2 })],
      ["a.mp4", "superseded/a.older.mp4"],
      "move superseded_clip_matches",
    ],
    [
      "two clips of today's inputs, the earlier one in the shot's place",
      [attempt("done"), attempt("done", { ...superseded, submittedAt: 2 })],
      ["a.mp4", "superseded/a.older.mp4"],
      "none up_to_date",
    ],
    [
      "today's inputs rendered earlier, the clip lost",
      [attempt("done", { ...superseded, ...expired }), attempt("done", { ...changed, submittedAt: 2 })],
      ["a.mp4"],
      "none clip_missing",
    ],
    [
      "a refusal by moderation",
      [attempt("failed", { error: { code: "moderation_rejected", message: "no" } })],
      [],
      "hold moderation_rejected",
    ],
  ];
  test.each(rows)("%s", (_name, attempts, onDisk, verdict) => {
    expect(verdicts(planOf({ state: lockState(attempts), onDisk }))).toEqual([verdict]);
  });

  test("a change names each input that differs, before and after, absent ones as null", () => {
    const [item] = planOf({ state: lockState([attempt("done", changed)]) });
    expect(item?.changes).toEqual([
      { field: "prompt", before: "a dog", after: "a cat" },
      { field: "mode", before: "pro", after: null },
    ]);
  });

  test("a paid task whose inputs have changed since is followed beside the new render", () => {
    const items = planOf({ state: lockState([attempt("queued", changed)]) });
    expect(verdicts(items)).toEqual(["render changed", "resume superseded"]);
  });

  test("an unknown outcome is settled by look-up where the model allows it", () => {
    const jobs = [job({ canLookUp: true })];
    expect(verdicts(planOf({ jobs, state: lockState([attempt("submitting")]) }))).toEqual([
      "resume uncertain",
    ]);
  });

  test("a paid clip or task with today's inputs counts, whatever became of another submit beside it", () => {
    const beside = attempt("submitting", { submittedAt: 2 });
    const mayLookUp = { jobs: [job({ canLookUp: true })] };
    const queued = lockState([attempt("queued"), beside]);
    expect(verdicts(planOf({ state: queued, ...mayLookUp }))).toEqual([
      "resume in_flight",
      "resume superseded",
    ]);
    expect(verdicts(planOf({ state: queued }))).toEqual(["resume in_flight", "hold uncertain"]);
    const done = planOf({ state: lockState([attempt("done"), beside]), onDisk: ["a.mp4"], ...mayLookUp });
    expect(verdicts(done)).toEqual(["none up_to_date", "resume superseded"]);
    expect(done.map(({ price }) => price)).toEqual([null, null]);
  });

  test("tasks of shots that are gone from the storyboard are still fetched; their clips are left alone", () => {
    const gone: LockState = new Map([
      ["gone", [{ take: 1, attempts: [attempt("done"), attempt("in_progress", { submittedAt: 2 })] }]],
    ]);
    const items = planOf({ jobs: [], state: gone });
    expect(verdicts(items)).toEqual(["resume superseded"]);
    expect(items[0]?.id).toBe("gone");
  });

  test("a take that is no longer asked for is one of those", () => {
    const state = lockState([attempt("downloading")], "a", 2);
    expect(verdicts(planOf({ state, jobs: [job({ take: 1 })] }))).toEqual([
      "render new",
      "download superseded",
    ]);
  });
});

describe("files that no record explains, in the place of a clip to be rendered", () => {
  const stranger = { file: "a.mp4" };
  const unrecorded = (at: UnrecordedClip, more: Partial<PlanRequest> = {}): readonly string[] =>
    makePlan({
      jobs: [job({ id: "a" }), job({ id: "b" })],
      state: new Map(),
      clipOnDisk: clipsIn([]),
      unrecordedAt: (name) => (name === at.file ? at : undefined),
      now,
      ...more,
    }).unrecordedClips;

  test("are named: a lost lockfile would pay for them again", () => {
    expect(unrecorded(stranger)).toEqual(["a.mp4"]);
  });

  test("are not in the way where nothing is rendered", () => {
    expect(unrecorded(stranger, { state: lockState([attempt("done")]) })).toEqual([]);
    expect(unrecorded(stranger, { selection: { isNamed: (id) => id === "b" } })).toEqual([]);
  });

  test("are replaced where they are known to come from other inputs, as on another branch", () => {
    expect(unrecorded({ ...stranger, fingerprint: "v1:other" })).toEqual([]);
  });

  test("are named where they are known to come from these very inputs, whatever is on record", () => {
    const state = lockState([attempt("done", changed)]);
    expect(unrecorded({ ...stranger, fingerprint: "v1:same" })).toEqual(["a.mp4"]);
    expect(unrecorded({ ...stranger, fingerprint: "v1:same" }, { state })).toEqual(["a.mp4"]);
    expect(unrecorded(stranger, { state })).toEqual([]);
  });
});

describe("what the command line selects", () => {
  const failed = lockState([attempt("failed")]);

  test("--only leaves every other shot alone", () => {
    const jobs = [job({ id: "a" }), job({ id: "b" })];
    const selection = { isNamed: (id: string) => id === "b" };
    expect(verdicts(planOf({ jobs, selection }))).toEqual(["none not_selected", "render new"]);
  });

  test("retry takes failed shots alone, and carries on with what is paid for", () => {
    const jobs = [job({ id: "a" }), job({ id: "b" }), job({ id: "c" })];
    const state: LockState = new Map([...failed, ...lockState([attempt("queued")], "c")]);
    const items = planOf({ jobs, state, selection: { failedOnly: true } });
    expect(verdicts(items)).toEqual(["render failed", "none not_failed", "resume in_flight"]);
  });

  test("--missing renders clips that are gone for good, and still prefers to fetch what lives", () => {
    const expired = lockState([attempt("done", { expiresAt: nowSeconds - 1 })]);
    const alive = lockState([attempt("done", { expiresAt: nowSeconds + 60 })]);
    const selection = { missing: true };
    expect(verdicts(planOf({ state: expired, onDisk: [], selection }))).toEqual(["render clip_missing"]);
    expect(verdicts(planOf({ state: alive, onDisk: [], selection }))).toEqual(["download clip_missing"]);
  });

  test("inputs that moderation refused are sent again only when the shot is named", () => {
    const state = lockState([attempt("failed", { error: { code: "moderation_rejected", message: "" } })]);
    const named = { isNamed: (id: string) => id === "a" };
    expect(verdicts(planOf({ state, selection: named }))).toEqual(["render failed"]);
    expect(verdicts(planOf({ state, selection: { failedOnly: true } }))).toEqual([
      "hold moderation_rejected",
    ]);
    // Selected by a tag or a revision, it is one of many, and nobody has looked at it.
    expect(verdicts(planOf({ state, selection: { isNamed: () => undefined } }))).toEqual([
      "hold moderation_rejected",
    ]);
  });
});

describe("prices", () => {
  const priceOf = ({ seconds }: { seconds: number }) => ({ amount: seconds * 0.1, currency: "USD" });
  const jobs = [job({ id: "a" }), job({ id: "b", billing: { key: "kling-v3 1080P", seconds: 10 } })];

  test("totals count clips and seconds for each billing key, with a price where one is known", () => {
    const { totals } = makePlan({ jobs, state: new Map(), clipOnDisk: clipsIn([]), now, priceOf });
    expect(totals).toMatchObject({
      jobs: 2,
      render: 2,
      price: { amount: 1.5, currency: "USD" },
      billing: [
        { billingKey: "kling-v3 1080P", clips: 1, seconds: 10, price: { amount: 1, currency: "USD" } },
        { billingKey: "kling-v3 720P", clips: 1, seconds: 5, price: { amount: 0.5, currency: "USD" } },
      ],
    });
  });

  test("a sum with an unknown price in it is unknown, not smaller", () => {
    const partly = ({ key, seconds }: { key: string; seconds: number }) =>
      key === "kling-v3 720P" ? null : { amount: seconds, currency: "USD" };
    const { totals } = makePlan({ jobs, state: new Map(), clipOnDisk: clipsIn([]), now, priceOf: partly });
    expect(totals.price).toBeNull();
  });

  test("what is not rendered costs nothing", () => {
    const [item] = planOf({ state: lockState([attempt("done")]), priceOf });
    expect(item?.price).toBeNull();
  });
});

describe("for any state", () => {
  const states: AttemptState[] = [
    "submitting",
    "uncertain",
    "queued",
    "in_progress",
    "downloading",
    "done",
    "failed",
  ];
  const anyAttempts = fc
    .array(fc.record({ state: fc.constantFrom(...states), isSame: fc.boolean(), isOnDisk: fc.boolean() }), {
      maxLength: 4,
    })
    .map((list) =>
      list.map(({ state, isSame }, index) =>
        attempt(state, { submittedAt: index + 1, fingerprint: isSame ? "v1:same" : `v1:other${index}` }),
      ),
    );

  test("no job is rendered while an attempt with the same inputs is open, done and on disk, or of unknown outcome", () => {
    fc.assert(
      fc.property(anyAttempts, (attempts) => {
        const [item] = planOf({ state: lockState(attempts) });
        const covered = attempts.some(
          ({ state, fingerprint }) =>
            state === "submitting" ||
            state === "uncertain" ||
            (fingerprint === "v1:same" && state !== "failed"),
        );
        if (covered) expect(item?.action).not.toBe("render");
      }),
    );
  });

  test("every paid task that is not on disk is carried on with by some item", () => {
    fc.assert(
      fc.property(anyAttempts, fc.boolean(), (attempts, isInStoryboard) => {
        const items = planOf({ state: lockState(attempts), jobs: isInStoryboard ? [job()] : [] });
        const isOpen = ({ state }: Attempt): boolean =>
          ["queued", "in_progress", "downloading"].includes(state);
        for (const open of attempts.filter(isOpen)) {
          const isCarriedOn = items.some((item) => item.attempt?.attemptId === open.attemptId);
          expect(isCarriedOn).toBe(true);
        }
      }),
    );
  });

  test("the order of the shots is the storyboard's", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,4}$/)), (ids) => {
        const items = planOf({ jobs: ids.map((id) => job({ id })) });
        expect(items.map(({ id }) => id)).toEqual(ids);
      }),
    );
  });
});
