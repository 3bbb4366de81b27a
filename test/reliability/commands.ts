import fc from "fast-check";
import type { Fault, FaultRule } from "../../src/rehearsal/faults.ts";
import { type Crash, crashPoints } from "./crashing-journal.ts";

/** How a run ends: by itself, by Ctrl-C at its n-th event, or by a crash. */
type RunEnd =
  | { readonly kind: "by itself" }
  | { readonly kind: "interrupted"; readonly atEvent: number }
  | ({ readonly kind: "crashed" } & Crash);

/** One step of a story. Shots are named by their number. */
export type Command =
  | {
      readonly kind: "run";
      readonly faults: readonly FaultRule[];
      readonly concurrency: number;
      readonly end: RunEnd;
      readonly seed: number;
    }
  /** The user writes another prompt. */
  | { readonly kind: "edit"; readonly shot: number }
  /** The user settles what is in doubt about a shot, by the provider's books. */
  | { readonly kind: "resolve"; readonly shot: number };

export interface Story {
  /** For each shot: does its model document `client_business_id`? */
  readonly shots: readonly boolean[];
  readonly generationSeconds: number;
  readonly commands: readonly Command[];
}

const end = fc.oneof(
  { weight: 2, arbitrary: fc.constant<RunEnd>({ kind: "by itself" }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("interrupted" as const),
      atEvent: fc.integer({ min: 1, max: 24 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("crashed" as const),
      atWrite: fc.integer({ min: 1, max: 10 }),
      point: fc.constantFrom(...crashPoints),
    }),
  },
);

const status = (code: number): Fault => ({ kind: "status", status: code });
const moderated: Fault = {
  kind: "task_fails",
  code: "generation_failed",
  message: "The prompt violates our content policy",
};

const submitFaults = fc.constantFrom<Omit<FaultRule, "match" | "times">>(
  ...[400, 401, 402, 422, 500, 502, 503, 504].map((code) => ({ on: "submit" as const, fault: status(code) })),
  ...[500, 504].map((code) => ({ on: "submit" as const, accepts: true, fault: status(code) })),
  { on: "submit", fault: { kind: "rate_limited", retryAfter: 1 } },
  { on: "submit", fault: { kind: "reset", when: "before_reading" } },
  { on: "submit", fault: { kind: "reset", when: "after_reading" } },
  { on: "submit", accepts: true, fault: { kind: "reset", when: "after_reading" } },
  { on: "submit", accepts: true, fault: { kind: "hang" } },
  { on: "submit", accepts: true, fault: { kind: "broken_json" } },
  { on: "submit", accepts: true, fault: { kind: "json", body: { status: "queued" } } },
);

const queryFaults = fc.constantFrom<Fault>(
  status(401),
  status(500),
  { kind: "reset", when: "after_reading" },
  { kind: "rate_limited" },
  { kind: "html" },
  { kind: "broken_json" },
  { kind: "status_word", word: "submitted" },
  { kind: "completed_without_url" },
  { kind: "result_url", url: "ftp://nowhere/clip.mp4" },
  { kind: "task_forgotten" },
  { kind: "status", status: 404, body: { message: "not found" } },
  { kind: "json", body: { status: "failed" } },
  { kind: "json", body: { id: "video_other", model: "other", status: "failed" } },
  {
    kind: "json",
    body: { id: "video_other", model: "other", status: "completed", url: "http://127.0.0.1:1/x.mp4" },
  },
  { kind: "task_fails", code: "generation_failed", message: "out of memory" },
  moderated,
);

const resultFaults = fc.constantFrom<Fault>(
  status(500),
  { kind: "reset", when: "after_reading" },
  { kind: "html" },
  { kind: "not_ready" },
  { kind: "expired" },
  { kind: "range_ignored" },
  { kind: "content", text: "no clip" },
  { kind: "redirect", to: "/files/videos/nobody/output.mp4" },
  { kind: "stall", afterBytes: 500 },
  ...(["cut", "reset", "chunked_cut", "chunked_ended", "short_length"] as const).map(
    (by): Fault => ({ kind: "truncated", afterBytes: 700, by }),
  ),
);

const aFault: fc.Arbitrary<FaultRule> = fc
  .record({
    rule: fc.oneof(
      { weight: 3, arbitrary: submitFaults },
      { weight: 2, arbitrary: queryFaults.map((fault) => ({ on: "query" as const, fault })) },
      { weight: 2, arbitrary: resultFaults.map((fault) => ({ on: "result" as const, fault })) },
    ),
    shot: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 1 }),
    after: fc.constantFrom(0, 0, 0, 1, 2),
    times: fc.integer({ min: 1, max: 10 }),
  })
  .map(({ rule, shot, after, times }) => ({
    ...rule,
    after,
    // a provider that denies a task more often than that is one that lies
    times: rule.fault.kind === "task_forgotten" ? Math.min(times, 3) : times,
    ...(shot === null ? {} : { match: { prompt: `of s${shot},` } }),
  }));

/** No two rules of one kind, so that denials of a task do not add up. */
const faults = fc.uniqueArray(aFault, {
  maxLength: 4,
  size: "max",
  selector: ({ on, fault }) => `${on} ${fault.kind}`,
});

const shot = fc.integer({ min: 0, max: 3 });
const run = fc.record({
  kind: fc.constant("run" as const),
  faults,
  concurrency: fc.integer({ min: 1, max: 4 }),
  end,
  seed: fc.integer(),
});

export const story: fc.Arbitrary<Story> = fc.record({
  shots: fc.array(fc.boolean(), { minLength: 2, maxLength: 4, size: "max" }),
  generationSeconds: fc.integer({ min: 5, max: 120 }),
  commands: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: run },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit" as const), shot }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("resolve" as const), shot }) },
    ),
    { minLength: 1, maxLength: 6, size: "max" },
  ),
});
