import type { JsonValue } from "../../src/base/json.ts";
import type { RequestKind } from "../../src/rehearsal/server/requests.ts";
import { chanceOf } from "../fakes/dice.ts";
import type { Fault, FaultRule, FaultScript } from "../testkit/faults.ts";
import type { RequestRecord } from "../testkit/ledger.ts";

/** A fault that a request may meet, and how often compared with the others. */
interface Trouble {
  readonly fault: Fault;
  readonly accepts?: boolean;
  readonly weight?: number;
  /** Of queries: only while the task is so young, milliseconds. */
  readonly untilAgeMs?: number;
}

/** No task is complete before this: what is complete does not fail any more. */
export const shortestTaskMs = 15_000;

type Endpoint = "submit" | "query" | "upload" | "result" | "balance";

const status = (code: number, headers: Readonly<Record<string, string>> = {}): Fault => ({
  kind: "status",
  status: code,
  headers,
});
/** What gateways say of a path that they do not know; not the API's words for a task that it does not know. */
const gateway404 = (body: JsonValue): Fault => ({ kind: "json", status: 404, body });
const anyEndpoint: readonly Trouble[] = [
  { fault: status(500) },
  { fault: { kind: "html", status: 502 } },
  { fault: status(503, { "retry-after": "2" }) },
  { fault: { kind: "reset", when: "after_reading" } },
  { fault: { kind: "rate_limited", retryAfter: 1 } },
  { fault: { kind: "html" } },
  { fault: { kind: "broken_json" } },
  { fault: { kind: "empty" } },
];

const troubles: Readonly<Record<Endpoint, readonly Trouble[]>> = {
  submit: [
    { fault: { kind: "rate_limited", retryAfter: 1 }, weight: 4 },
    { fault: { kind: "rate_limited" }, weight: 2 },
    {
      fault: { kind: "status", status: 503, body: { error: { code: "rate_limit_unavailable" } } },
      weight: 2,
    },
    { fault: status(400) },
    { fault: gateway404({ message: "no Route matched with those values" }) },
    { fault: status(401), weight: 0.02 },
    { fault: status(402), weight: 0.02 },
    { fault: { kind: "reset", when: "after_reading" } },
    { fault: { kind: "reset", when: "after_reading" }, accepts: true },
    { fault: { kind: "hang" }, accepts: true },
    { fault: status(500) },
    { fault: status(500), accepts: true },
    { fault: { kind: "html", status: 502 } },
    { fault: status(504), accepts: true },
    { fault: { kind: "html" }, accepts: true },
    { fault: { kind: "broken_json" }, accepts: true },
    { fault: { kind: "json", body: { status: "queued" } }, accepts: true },
  ],
  query: [
    ...anyEndpoint,
    { fault: { kind: "hang" } },
    { fault: gateway404({ message: "no Route matched with those values" }) },
    { fault: gateway404({ detail: "Not Found" }) },
    { fault: { kind: "task_forgotten" }, untilAgeMs: 60_000 },
    { fault: { kind: "status_word", word: "submitted" } },
    { fault: { kind: "completed_without_url" } },
    { fault: { kind: "result_url", url: "ftp://nowhere/clip.mp4" } },
    { fault: { kind: "json", body: { status: "failed", error: { code: "x", message: "of whichever" } } } },
    {
      fault: {
        kind: "json",
        body: {
          id: "video_another_000001",
          model: "other",
          status: "failed",
          error: { code: "x", message: "another's" },
        },
      },
    },
    {
      fault: { kind: "task_fails", code: "generation_failed", message: "out of memory" },
      untilAgeMs: shortestTaskMs,
    },
  ],
  upload: [...anyEndpoint, { fault: { kind: "hang" } }, { fault: status(400) }],
  result: [
    { fault: status(500) },
    { fault: status(503, { "retry-after": "2" }) },
    { fault: { kind: "reset", when: "after_reading" } },
    { fault: { kind: "html" } },
    { fault: { kind: "empty" } },
    { fault: { kind: "content", text: "not a clip" } },
    { fault: { kind: "not_ready" } },
    { fault: { kind: "expired" } },
    { fault: { kind: "range_ignored" } },
    { fault: { kind: "redirect", to: "/files/videos/nobody/output.mp4" } },
    { fault: { kind: "stall", afterBytes: 500 } },
    { fault: { kind: "slow", chunkBytes: 1_000, pauseMs: 20 } },
    ...(["cut", "reset", "chunked_cut", "chunked_ended", "short_length"] as const).map(
      (by): Trouble => ({ fault: { kind: "truncated", afterBytes: 700, by } }),
    ),
  ],
  balance: [...anyEndpoint, { fault: { kind: "hang" } }],
};

/** So many requests in a row about one thing meet the same trouble. */
const spell: Readonly<Record<Endpoint, number>> = { submit: 1, query: 4, upload: 2, result: 3, balance: 1 };
/** Of the share that is struck, so many lose their connection before a byte of them was read. */
const unreadShare = 0.1;

/** What marks a request of the soak itself, which no fault strikes. */
export const soakHeader = "x-dailies-soak";

/**
 * Strikes a share of the requests to every endpoint. What strikes is decided by the seed, the task or prompt, and how
 * many requests about it there were, so that a seed says it whatever order the requests come in.
 */
export function soakFaults(options: {
  readonly seed: number;
  readonly share: number;
  /** Age of the task that a query is about, milliseconds; `undefined` of one that is unknown. */
  readonly ageMs: (taskId: string) => number | undefined;
}): FaultScript {
  const seen = new Map<string, number>();
  const chosen = new WeakMap<RequestRecord, Trouble | undefined>();
  const unread = new WeakMap<RequestRecord, boolean>();

  const count = (key: string): number => {
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  };
  const isCutUnread = (on: Endpoint, request: RequestRecord): boolean => {
    const known = unread.get(request);
    if (known !== undefined) return known;
    const about = `unread ${on}`;
    const isCut =
      request.headers[soakHeader] === undefined &&
      chanceOf(options.seed, `${about} ${count(about)}`) < options.share * unreadShare;
    unread.set(request, isCut);
    return isCut;
  };
  const troubleOf = (on: Endpoint, request: RequestRecord): Trouble | undefined => {
    if (chosen.has(request)) return chosen.get(request);
    const about = `${on} ${request.taskId ?? String(request.body?.prompt ?? "")}`;
    const place = `${about} ${Math.floor(count(about) / spell[on])}`;
    const isStruck =
      request.headers[soakHeader] === undefined &&
      chanceOf(options.seed, place) < options.share * (1 - unreadShare);
    const trouble = isStruck ? weighted(troubles[on], chanceOf(options.seed, `which ${place}`)) : undefined;
    const age = request.taskId === undefined ? undefined : options.ageMs(request.taskId);
    const isOut = trouble?.untilAgeMs !== undefined && (age === undefined || age > trouble.untilAgeMs);
    chosen.set(request, isOut ? undefined : trouble);
    return chosen.get(request);
  };

  return (Object.keys(troubles) as Endpoint[]).flatMap((on): FaultRule[] => [
    {
      on: on satisfies RequestKind,
      times: "always",
      when: (request) => isCutUnread(on, request),
      fault: { kind: "reset", when: "before_reading" },
    },
    ...troubles[on].map(
      (trouble): FaultRule => ({
        on,
        times: "always",
        when: (request) => troubleOf(on, request) === trouble,
        fault: trouble.fault,
        ...(trouble.accepts === undefined ? {} : { accepts: trouble.accepts }),
      }),
    ),
  ]);
}

function weighted(list: readonly Trouble[], chance: number): Trouble | undefined {
  let left = chance * list.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return list.find(({ weight = 1 }) => {
    left -= weight;
    return left < 0;
  });
}
