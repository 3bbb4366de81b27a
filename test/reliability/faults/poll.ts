import { allWell, aloneWell, type Expected, type FaultRow } from "../fault-row.ts";

const ofA = { on: "query", match: { prompt: "of a" } } as const;
const always = { ...ofA, times: "always" } as const;

/** The task is the provider's still; the next run carries on with it. */
function left(code: string): Expected {
  return { exit: 3, state: "queued", code, paid: 2, clips: ["b"] };
}

export const pollFaults: readonly FaultRow[] = [
  {
    step: "poll",
    name: "errors in a row, within the budget",
    faults: [{ ...ofA, times: 7, fault: { kind: "status", status: 500 } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "errors again after a success, which resets the budget",
    faults: [
      { ...ofA, times: 7, fault: { kind: "reset", when: "after_reading" } },
      { ...ofA, times: 1, fault: { kind: "status_word", word: "submitted" } },
      { ...ofA, times: 7, fault: { kind: "status", status: 502 } },
    ],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "errors in a row beyond the budget",
    faults: [{ ...always, fault: { kind: "status", status: 500 } }],
    first: left("polling_failed"),
    second: allWell,
  },
  {
    step: "poll",
    name: "429 with Retry-After",
    faults: [{ ...ofA, times: 5, fault: { kind: "rate_limited", retryAfter: 3 } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "429 without end",
    faults: [{ ...always, fault: { kind: "rate_limited" } }],
    first: left("rate_limited"),
    second: allWell,
  },
  {
    step: "poll",
    name: "no answer in time, twice",
    faults: [{ ...ofA, times: 2, fault: { kind: "hang" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "HTML with status 200",
    faults: [{ ...ofA, times: 5, fault: { kind: "html" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "JSON that breaks off",
    faults: [{ ...ofA, times: 5, fault: { kind: "broken_json" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "HTML without end",
    faults: [{ ...always, fault: { kind: "html" } }],
    first: left("polling_failed"),
    second: allWell,
  },
  {
    step: "poll",
    name: "JSON of something else: no status in it",
    faults: [{ ...always, fault: { kind: "json", body: { message: "hello" } } }],
    first: left("polling_failed"),
    second: allWell,
  },
  {
    step: "poll",
    name: "an unknown status word for a while",
    faults: [{ ...ofA, times: 5, fault: { kind: "status_word", word: "submitted" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "an unknown status word without end",
    faults: [{ ...always, fault: { kind: "status_word", word: "pondering" } }],
    first: { ...left("status_unknown"), state: "in_progress" },
    second: allWell,
  },
  {
    step: "poll",
    name: "a task that does not end in the time that a run waits",
    endless: true,
    shots: ["a"],
    first: { ...left("task_overdue"), paid: 1, clips: [] },
    second: aloneWell,
  },
  {
    step: "poll",
    name: "completed without a URL, twice",
    faults: [{ ...ofA, times: 2, after: 1, fault: { kind: "completed_without_url" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "completed without a URL, without end",
    faults: [
      { ...ofA, times: 1, fault: { kind: "status_word", word: "in_progress" } },
      { ...always, fault: { kind: "completed_without_url" } },
    ],
    first: { ...left("result_missing"), state: "in_progress" },
    second: allWell,
  },
  {
    step: "poll",
    name: "the URL stands in video_url",
    faults: [{ ...always, fault: { kind: "url_in", field: "video_url" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "404 for a moment",
    faults: [{ ...ofA, times: 2, fault: { kind: "task_forgotten" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "failed, without the task's id, three times",
    faults: [{ ...ofA, times: 3, fault: { kind: "json", body: { status: "failed" } } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "another task's failure, without end",
    faults: [{ ...always, fault: { kind: "json", body: { id: "video_other", status: "failed" } } }],
    first: left("polling_failed"),
    second: allWell,
  },
  {
    step: "poll",
    name: "another task's clip, three times",
    faults: [
      {
        ...ofA,
        times: 3,
        fault: {
          kind: "json",
          body: { id: "video_other", status: "completed", url: "http://127.0.0.1:1/x" },
        },
      },
    ],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "a gateway's JSON 404, without end",
    faults: [{ ...always, fault: { kind: "status", status: 404, body: { message: "not found" } } }],
    first: left("polling_failed"),
    second: allWell,
  },
  {
    step: "poll",
    name: "404 to another key than the one that the task was submitted with",
    before: "killed with a's task in flight",
    setUp: [{ kind: "break", path: "film.journal", how: "another account" }],
    faults: [{ ...always, fault: { kind: "task_forgotten" } }],
    first: left("other_account"),
    second: allWell,
  },
  {
    step: "poll",
    name: "429 with Retry-After: 0, twenty times",
    faults: [{ ...ofA, times: 20, fault: { kind: "rate_limited", retryAfter: 0 } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "poll",
    name: "404 after a resume",
    before: "killed with a's task in flight",
    faults: [{ ...always, fault: { kind: "task_forgotten" } }],
    first: left("task_not_found"),
    second: allWell,
  },
  {
    step: "poll",
    name: "401 while polling: tasks are kept",
    faults: [{ on: "query", times: "always", fault: { kind: "status", status: 401 } }],
    first: { exit: 3, state: "queued", code: "key_refused", paid: 1, clips: [] },
    second: allWell,
  },
  {
    step: "poll",
    name: "the task fails",
    faults: [{ ...ofA, fault: { kind: "task_fails", code: "generation_failed", message: "out of memory" } }],
    first: { exit: 1, state: "failed", code: "task_failed", paid: 2, clips: ["b"] },
    second: { ...allWell, paid: 3 },
    paidTwice: "the first task is known to have failed",
  },
  {
    step: "poll",
    name: "the task fails, its message tells of content moderation",
    faults: [
      {
        ...ofA,
        fault: {
          kind: "task_fails",
          code: "generation_failed",
          message: "The prompt violates our content policy",
        },
      },
    ],
    first: { exit: 1, state: "failed", code: "moderation_rejected", paid: 2, clips: ["b"] },
    second: { exit: 1, state: "failed", code: "moderation_rejected", paid: 2, clips: ["b"] },
  },
];
