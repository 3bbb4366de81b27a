import fc from "fast-check";
import type { JsonObject } from "../../../src/base/json.ts";
import type { Fault, FaultRule } from "../../testkit/faults.ts";

/** A fault as a story has it: that of another shot's task is known only when the story has come there. */
export type StoryFault = Omit<FaultRule, "fault" | "when"> & {
  readonly fault:
    | Fault
    | { readonly kind: "another shot's task"; readonly status: "queued" | "failed" | "completed" };
};

const status = (code: number): Fault => ({ kind: "status", status: code });
const json = (body: JsonObject, code = 200): Fault => ({ kind: "json", status: code, body });
const moderated: Fault = {
  kind: "task_fails",
  code: "generation_failed",
  message: "The prompt violates our content policy",
};

/** What gateways and load balancers say of paths that they do not know: not the API's words. */
const gatewayBodies: readonly Fault[] = [
  json({ message: "no Route matched with those values" }, 404),
  json({ detail: "Not Found" }, 404),
  json({ error: "not found", status: 404, path: "/v1/videos/generations" }, 404),
  { kind: "html", status: 404 },
  json({ error: { code: "no_healthy_upstream", message: "no healthy upstream" } }, 503),
];

/** No calendar has these, or no link lives so long. */
const wildTimes = [2 ** 53, 1.9e15, 253_402_300_800, 1e300, -(2 ** 53), "soon", null] as const;

const submitFaults = fc.constantFrom<Omit<StoryFault, "match" | "times">>(
  ...[400, 401, 402, 422, 500, 502, 503, 504].map((code) => ({ on: "submit" as const, fault: status(code) })),
  ...[500, 504].map((code) => ({ on: "submit" as const, accepts: true, fault: status(code) })),
  ...gatewayBodies.map((fault) => ({ on: "submit" as const, fault })),
  { on: "submit", fault: { kind: "rate_limited", retryAfter: 1 } },
  { on: "submit", fault: { kind: "rate_limited", retryAfter: 0 } },
  { on: "submit", fault: { kind: "reset", when: "before_reading" } },
  { on: "submit", fault: { kind: "reset", when: "after_reading" } },
  { on: "submit", accepts: true, fault: { kind: "reset", when: "after_reading" } },
  { on: "submit", accepts: true, fault: { kind: "hang" } },
  { on: "submit", accepts: true, fault: { kind: "broken_json" } },
  { on: "submit", accepts: true, fault: json({ status: "queued" }) },
  { on: "submit", accepts: true, fault: { kind: "another shot's task", status: "queued" } },
);

const queryFaults = fc.oneof(
  fc.constantFrom<StoryFault["fault"]>(
    status(401),
    status(500),
    ...gatewayBodies,
    { kind: "reset", when: "after_reading" },
    { kind: "rate_limited" },
    { kind: "html" },
    { kind: "broken_json" },
    { kind: "status_word", word: "submitted" },
    { kind: "completed_without_url" },
    { kind: "result_url", url: "ftp://nowhere/clip.mp4" },
    { kind: "task_forgotten" },
    { kind: "task_fails", code: "generation_failed", message: "out of memory" },
    moderated,
    json({ status: "failed", error: { code: "x", message: "of whichever" } }),
    json({ id: "video_nobody", model: "other", status: "failed", error: { code: "x", message: "nobody's" } }),
    { kind: "another shot's task", status: "failed" },
    { kind: "another shot's task", status: "completed" },
  ),
  fc
    .record({ completed: fc.constantFrom(...wildTimes), expires: fc.constantFrom(...wildTimes.slice(0, 4)) })
    .map(
      ({ completed, expires }): Fault => ({
        kind: "fields",
        fields: { completed_at: completed, expires_at: expires, created_at: completed },
      }),
    ),
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

const aFault: fc.Arbitrary<StoryFault> = fc
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
export const storyFaults = fc.uniqueArray(aFault, {
  maxLength: 4,
  size: "max",
  selector: ({ on, fault }) => `${on} ${fault.kind}`,
});

/** The rule for the server; `undefined` where there is no other shot's task yet. */
export function ruleOf(
  fault: StoryFault,
  other: { taskId: string; resultUrl: string } | undefined,
): FaultRule | undefined {
  if (fault.fault.kind !== "another shot's task") return { ...fault, fault: fault.fault };
  if (other === undefined) return undefined;
  const { status: word } = fault.fault;
  const body: JsonObject = {
    id: other.taskId,
    object: "generation.task",
    status: word,
    ...(word === "failed" ? { error: { code: "x", message: "another shot's" } } : {}),
    ...(word === "completed"
      ? { result: { type: "video", data: [{ url: other.resultUrl, format: "mp4" }] } }
      : {}),
  };
  // Said of that task itself, it would be the provider's own word on it.
  const isOther: FaultRule["when"] = ({ taskId }) => taskId !== other.taskId;
  return { ...fault, fault: json(body), ...(fault.on === "query" ? { when: isOther } : {}) };
}
