import fc from "fast-check";
import type { JsonObject } from "../../src/base/json.ts";
import type { Attempt, ClipFacts, LockState, StateChange, TakeRecord } from "../../src/state/state.ts";

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const name = fc.string({ unit: fc.constantFrom(..."abcXYZ019._-"), maxLength: 6 });

const shotId: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(..."abcXYZ019"), name)
  .map(([head, rest]) => head + rest);

/** Any text, hostile ones included: quotes, line breaks, lone surrogates, other scripts. */
export const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom("\n", '"', "\\", "}", "\u2028", "é", "雨", "\ud800", "<<<<<<<"),
    maxLength: 8,
  }),
);
const text = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constant("é\n}"));

/** Inputs as the manifest gives them: any JSON object. `-0` is left out, since JSON writes it as `0`. */
const inputs: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
const error = fc.record({ code: text, message: anyText });
const count = fc.integer({ min: 0, max: 2 ** 40 });

const clip: fc.Arbitrary<ClipFacts> = fc.record({
  file: fc.oneof(
    shotId.map((id) => `${id}.mp4`),
    shotId.map((id) => `superseded/${id}.mp4`),
  ),
  sha256: hex(64),
  bytes: count,
  durationSeconds: fc.oneof(fc.constant(5), fc.double({ min: 0.001, max: 100, noNaN: true })),
  width: count,
  height: count,
});

const sketch = fc.constantFrom("A".repeat(192), "b/+9".repeat(48));
const similarity = fc.double({ min: 0, max: 1, noNaN: true });
const checks = fc.record(
  {
    version: fc.integer({ min: 1, max: 3 }),
    frameRate: similarity,
    audioTracks: fc.integer({ min: 0, max: 2 }),
    blackShare: similarity,
    stillShare: similarity,
    firstFrame: similarity,
    lastFrame: similarity,
    first: sketch,
    middle: sketch,
    last: sketch,
  },
  {
    requiredKeys: [
      "version",
      "frameRate",
      "audioTracks",
      "blackShare",
      "stillShare",
      "first",
      "middle",
      "last",
    ],
  },
);

const amount = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0);
/** What a submit may say besides its inputs. */
const submitFacts = {
  provider: text,
  account: fc.tuple(hex(8), hex(16)).map(([salt, digest]) => `${salt}:${digest}`),
  billing: fc.record({ key: text, seconds: amount }),
  price: fc.record({ amount, currency: text }),
};
const submitKeys = ["provider", "account", "billing", "price"] as const;

const always = { attemptId: text, fingerprint: text, inputs, submittedAt: moment, ...submitFacts };
const expiresAt = fc.integer({ min: 0, max: 4_000_000_000 });

/** Attempts as the state machine can leave them, of every state. */
export const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  optional({ ...always, state: fc.constant("submitting" as const), error }, ["error"]),
  optional({ ...always, state: fc.constant("uncertain" as const), error }, []),
  optional(
    {
      ...always,
      state: fc.constantFrom("queued" as const, "in_progress" as const),
      taskId: text,
      operation: text,
      error,
    },
    ["operation", "error"],
  ),
  optional(
    {
      ...always,
      state: fc.constant("downloading" as const),
      taskId: text,
      operation: text,
      finishedAt: moment,
      resultUrl: text,
      expiresAt,
      error,
      clip,
    },
    ["operation", "resultUrl", "expiresAt", "error", "clip"],
  ),
  optional(
    {
      ...always,
      state: fc.constant("done" as const),
      taskId: text,
      operation: text,
      finishedAt: moment,
      expiresAt,
      clip,
      checks,
    },
    ["operation", "expiresAt", "checks"],
  ),
  optional(
    {
      ...always,
      state: fc.constant("failed" as const),
      finishedAt: moment,
      error,
      taskId: text,
      operation: text,
      resultUrl: text,
      expiresAt,
      clip,
    },
    ["taskId", "operation", "resultUrl", "expiresAt", "clip"],
  ),
);

function optional<T extends object, K extends keyof T>(
  fields: { [Key in keyof T]: fc.Arbitrary<T[Key]> },
  optionalKeys: readonly K[],
): fc.Arbitrary<Omit<T, K> & Partial<Pick<T, K>>> {
  const optionalNames: readonly PropertyKey[] = [...optionalKeys, ...submitKeys];
  const requiredKeys = (Object.keys(fields) as (keyof T)[]).filter((key) => !optionalNames.includes(key));
  return fc.record(fields, { requiredKeys }) as unknown as fc.Arbitrary<Omit<T, K> & Partial<Pick<T, K>>>;
}

const record: fc.Arbitrary<TakeRecord> = fc
  .uniqueArray(attempt, { minLength: 1, maxLength: 3, selector: ({ submittedAt }) => submittedAt })
  .chain((attempts) =>
    fc.record({
      take: fc.integer({ min: 1, max: 12 }),
      attempts: fc.constant(
        attempts
          .toSorted((a, b) => a.submittedAt - b.submittedAt)
          .map((one, index) => ({ ...one, attemptId: `${one.attemptId}${index}` })),
      ),
    }),
  );

export const lockState: fc.Arbitrary<LockState> = fc
  .uniqueArray(
    fc.tuple(
      shotId,
      fc
        .uniqueArray(record, { minLength: 1, maxLength: 3, selector: ({ take }) => take })
        .map((takes) => takes.toSorted((a, b) => a.take - b.take)),
    ),
    { maxLength: 6, selector: ([id]) => id },
  )
  .map((shots) => new Map(shots));

/** Of a clip that is looked at. */
const knownDigest = "5".repeat(64);

/** Something that happens to an attempt after its submit. */
const laterChange = (target: { id: string; take: number; attemptId: string }): fc.Arbitrary<StateChange> =>
  fc.oneof(
    fc.record(
      {
        ...constants(target),
        type: fc.constant("accepted" as const),
        taskId: fc.constantFrom("t1", "t2"),
        operation: fc.constantFrom("o1", "o2"),
      },
      { requiredKeys: ["id", "take", "attemptId", "type", "taskId"] },
    ),
    fc.record({ ...constants(target), type: fc.constantFrom("in_progress", "withdrawn", "done") }),
    fc.record({
      ...constants(target),
      type: fc.constantFrom("uncertain", "troubled"),
      error: fc.record({ code: fc.constantFrom("e1", "e2"), message: fc.constant("") }),
    }),
    fc.record({
      ...constants(target),
      type: fc.constant("failed" as const),
      error: fc.constant({ code: "e3", message: "no" }),
      at: moment,
    }),
    fc.record(
      {
        ...constants(target),
        type: fc.constant("completed" as const),
        at: moment,
        resultUrl: fc.constantFrom("u1", "u2"),
        expiresAt,
      },
      { requiredKeys: ["id", "take", "attemptId", "type", "at"] },
    ),
    fc.record({
      ...constants(target),
      type: fc.constant("fetched" as const),
      clip: fc
        .tuple(clip, fc.boolean())
        .map(([one, isKnown]) => (isKnown ? { ...one, sha256: knownDigest } : one)),
    }),
    checks.map((one) => ({ ...target, type: "inspected" as const, sha256: knownDigest, checks: one })),
    fc.record({
      ...constants(target),
      type: fc.constant("moved" as const),
      file: fc.constantFrom("superseded/a.mp4", "a.mp4"),
    }),
  ) as fc.Arbitrary<StateChange>;

function constants(target: { id: string; take: number; attemptId: string }) {
  return {
    id: fc.constant(target.id),
    take: fc.constant(target.take),
    attemptId: fc.constant(target.attemptId),
  };
}

/**
 * What can happen to a storyboard: attempts begin one after the other within a take, each once, and then anything
 * at all happens to them in any order, sense or nonsense.
 */
export function changes(options: {
  readonly ids: readonly string[];
  readonly takes: number;
  readonly maxLength: number;
}): fc.Arbitrary<readonly StateChange[]> {
  const place = fc.record({
    id: fc.constantFrom(...options.ids),
    take: fc.integer({ min: 1, max: options.takes }),
    attemptId: fc.constantFrom("A", "B", "C"),
  });
  const likely = place.chain((target) =>
    fc
      .oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 5, arbitrary: laterChange(target) })
      .map((change) => change ?? target),
  );
  const facts = fc.record(submitFacts, { requiredKeys: [] });
  return fc.array(fc.tuple(likely, inputs, facts), { maxLength: options.maxLength }).map((steps) => {
    const begun = new Map<string, Set<string>>();
    let at = 1_700_000_000_000;
    const made: StateChange[] = [];
    for (const [step, shotInputs, submitted] of steps) {
      const key = `${step.id} ${step.take}`;
      const seen = begun.get(key) ?? new Set();
      begun.set(key, seen.add(""));
      const attemptId = `${key} ${step.attemptId}`;
      if ("type" in step) made.push({ ...step, attemptId });
      else if (!seen.has(attemptId)) {
        seen.add(attemptId);
        at += 1;
        const begin = {
          id: step.id,
          take: step.take,
          attemptId,
          fingerprint: `v1:${at}`,
          inputs: shotInputs,
          ...submitted,
          at,
        };
        // One in four fails before any submit.
        if (at % 4 === 0) made.push({ ...begin, type: "rejected", error: { code: "e4", message: "" } });
        else made.push({ ...begin, type: "submitting" });
      }
    }
    return made;
  });
}
