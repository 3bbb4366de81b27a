import type { FaultRule } from "../../testkit/faults.ts";
import { allWell, type Damage, type Expected, type FaultRow } from "../fault-row.ts";

const once = { on: "submit", match: { prompt: "of a" } } as const;
const always = { ...once, times: "always" } as const;
const quota: FaultRule = { on: "submit", after: 1, times: "always", fault: { kind: "status", status: 402 } };

/** Nobody knows; nothing is sent again; the sibling goes on. `paid` counts the task that nobody told us of. */
function held(paid: number): Expected {
  return { exit: 3, state: "uncertain", code: "submit_unanswered", paid, clips: ["b"] };
}

function refused(code: string): Expected {
  return { exit: 1, state: "failed", code, paid: 1, clips: ["b"] };
}

const nothingSent: Expected = { exit: 4, state: "none", paid: 0, clips: [] };

export const submitFaults: readonly FaultRow[] = [
  {
    step: "submit",
    name: "connection refused: the request never left",
    setUp: [{ kind: "no_listener" }],
    first: { ...nothingSent, code: "unreachable" },
    second: allWell,
  },
  {
    step: "submit",
    name: "429 with Retry-After",
    faults: [{ ...once, times: 3, fault: { kind: "rate_limited", retryAfter: 2 } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "submit",
    name: "429 without Retry-After",
    faults: [{ ...once, times: 3, fault: { kind: "rate_limited" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "submit",
    name: "429 with Retry-After: 0, twenty times",
    faults: [{ ...once, times: 20, fault: { kind: "rate_limited", retryAfter: 0 } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "submit",
    name: "429 with a Retry-After that has passed",
    faults: [
      { ...once, times: 3, fault: { kind: "rate_limited", retryAfter: "Fri, 01 Jan 2010 00:00:00 GMT" } },
    ],
    first: allWell,
    second: allWell,
  },
  {
    step: "submit",
    name: "429 without end",
    faults: [{ ...always, fault: { kind: "rate_limited" } }],
    first: { exit: 1, state: "failed", code: "rate_limited", paid: 1, clips: ["b"] },
    second: allWell,
  },
  {
    step: "submit",
    name: "503 with the limiter's code",
    faults: [
      {
        ...once,
        fault: {
          kind: "status",
          status: 503,
          body: { error: { code: "rate_limit_unavailable", message: "wait" } },
        },
      },
    ],
    first: allWell,
    second: allWell,
  },
  {
    step: "submit",
    name: "503 without a limiter's code",
    faults: [{ ...once, fault: { kind: "status", status: 503, text: "upstream is down" } }],
    first: held(1),
    second: held(1),
  },
  {
    step: "submit",
    name: "400: this shot is refused",
    faults: [{ ...once, fault: { kind: "status", status: 400 } }],
    first: refused("request_refused"),
    second: allWell,
  },
  {
    step: "submit",
    name: "422: rejected by content moderation",
    faults: [{ ...once, fault: { kind: "status", status: 422 } }],
    first: refused("moderation_rejected"),
    second: refused("moderation_rejected"),
  },
  {
    step: "submit",
    name: "401: the key is refused",
    faults: [{ ...always, fault: { kind: "status", status: 401 } }],
    first: { ...nothingSent, code: "key_refused" },
    second: allWell,
  },
  {
    step: "submit",
    name: "402 at the first submit",
    faults: [{ ...always, fault: { kind: "status", status: 402 } }],
    first: { ...nothingSent, code: "no_balance" },
    second: allWell,
  },
  {
    step: "submit",
    name: "402 midway: what is in flight is finished",
    faults: [quota],
    shots: ["b", "a"],
    first: { exit: 4, state: "none", code: "no_balance", paid: 1, clips: ["b"] },
    second: allWell,
  },
  {
    step: "submit",
    name: "reset before the request was read",
    faults: [{ on: "submit", fault: { kind: "reset", when: "before_reading" } }],
    first: held(1),
    second: held(1),
  },
  {
    step: "submit",
    name: "reset after reading, not accepted",
    faults: [{ ...once, fault: { kind: "reset", when: "after_reading" } }],
    first: held(1),
    second: held(1),
  },
  {
    step: "submit",
    name: "reset after the task was accepted",
    faults: [{ ...once, accepts: true, fault: { kind: "reset", when: "after_reading" } }],
    first: held(2),
    second: held(2),
  },
  {
    step: "submit",
    name: "no answer in time, the task was accepted",
    faults: [{ ...once, accepts: true, fault: { kind: "hang" } }],
    first: held(2),
    second: held(2),
  },
  {
    step: "submit",
    name: "500, the task was accepted",
    faults: [{ ...once, accepts: true, fault: { kind: "status", status: 500 } }],
    first: held(2),
    second: held(2),
  },
  {
    step: "submit",
    name: "502 of a gateway, as HTML",
    faults: [{ ...once, fault: { kind: "html", status: 502 } }],
    first: held(1),
    second: held(1),
  },
  {
    step: "submit",
    name: "504 of a gateway, the task was accepted",
    faults: [{ ...once, accepts: true, fault: { kind: "html", status: 504 } }],
    first: held(2),
    second: held(2),
  },
  {
    step: "submit",
    name: "200 with JSON that breaks off",
    faults: [{ ...once, accepts: true, fault: { kind: "broken_json" } }],
    first: held(2),
    second: held(2),
  },
  {
    step: "submit",
    name: "200 without a task id",
    faults: [{ ...once, accepts: true, fault: { kind: "json", body: { status: "queued" } } }],
    first: held(2),
    second: held(2),
  },
  {
    step: "submit",
    name: "200 without a body",
    faults: [{ ...once, accepts: true, fault: { kind: "empty" } }],
    first: held(2),
    second: held(2),
  },
  {
    step: "submit",
    name: "200 with the task id of another shot",
    shots: ["b", "a"],
    faults: [{ ...once, accepts: true, fault: { kind: "json", body: { id: "video_t_000001" } } }],
    first: { ...held(2), code: "task_taken" },
    second: { ...held(2), code: "task_taken" },
  },
  {
    step: "submit",
    name: "every submit accepted and answered with rubbish: the run stops after three",
    shots: ["c", "d", "a", "b"],
    faults: [{ on: "submit", times: "always", accepts: true, fault: { kind: "empty" } }],
    first: { exit: 3, state: "uncertain", code: "outcomes_unknown", paid: 3, clips: [] },
    second: held(4),
  },
  {
    step: "submit",
    name: "307 to another place: not followed, refused",
    faults: [{ ...once, fault: { kind: "redirect", to: "/v2/videos", status: 307 } }],
    first: refused("request_refused"),
    second: allWell,
  },
  {
    step: "submit",
    name: "302: not followed; perhaps carried out",
    faults: [{ ...once, accepts: true, fault: { kind: "redirect", to: "/elsewhere", status: 302 } }],
    first: held(2),
    second: held(2),
  },
];

const unfound = { ...held(2), code: "look_up_failed" };
const lostAnswer: FaultRule = { ...once, accepts: true, fault: { kind: "reset", when: "after_reading" } };
const lookUps = { on: "query", match: { path: "/attempt" } } as const;

const lookedUp = { id: "video_x", model: "seedance-2", status: "in_progress" };

/** A look-up of the second run that finds nothing, and proves nothing. */
function unprovable(name: string, how: Damage, code: string): FaultRow[] {
  return [
    {
      step: "look-up",
      name: `no such task, ${name}`,
      canLookUp: true,
      faults: [
        { ...once, fault: { kind: "reset", when: "after_reading" } },
        { ...lookUps, times: "always", fault: { kind: "status", status: 500 } },
      ],
      mend: [{ kind: "break", path: "film.lock.json", how }],
      first: { ...unfound, paid: 1 },
      second: { ...held(1), code },
    },
  ];
}

export const lookUpFaults: readonly FaultRow[] = [
  {
    step: "look-up",
    name: "reset after the task was accepted: found by client_business_id",
    canLookUp: true,
    faults: [lostAnswer],
    first: allWell,
    second: allWell,
  },
  {
    step: "look-up",
    name: "reset after reading, not accepted: looked up, then submitted",
    canLookUp: true,
    faults: [{ ...once, fault: { kind: "reset", when: "after_reading" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "look-up",
    name: "no answer in time, the task was accepted: found",
    canLookUp: true,
    faults: [{ ...once, accepts: true, fault: { kind: "hang" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "look-up",
    name: "the task shows up late: one 404 is no proof",
    canLookUp: true,
    faults: [lostAnswer, { ...lookUps, times: 3, fault: { kind: "task_forgotten" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "look-up",
    name: "a proxy's 404 page is no proof either",
    canLookUp: true,
    faults: [lostAnswer, { ...lookUps, times: 6, fault: { kind: "html", status: 404 } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "look-up",
    name: "a gateway's JSON 404, without end",
    canLookUp: true,
    faults: [
      lostAnswer,
      { ...lookUps, times: "always", fault: { kind: "status", status: 404, body: { message: "not found" } } },
    ],
    first: unfound,
    second: allWell,
  },
  {
    step: "look-up",
    name: "it names the task of another shot",
    canLookUp: true,
    shots: ["b", "a"],
    faults: [
      lostAnswer,
      { ...lookUps, times: "always", fault: { kind: "json", body: { ...lookedUp, id: "video_t_000001" } } },
    ],
    first: unfound,
    second: allWell,
  },
  {
    step: "look-up",
    name: "it names a task of another model",
    canLookUp: true,
    faults: [
      lostAnswer,
      { ...lookUps, times: "always", fault: { kind: "json", body: { ...lookedUp, model: "sora-2" } } },
    ],
    first: unfound,
    second: allWell,
  },
  {
    step: "look-up",
    name: "no submit ever arrives: sent three times in a run, then held",
    canLookUp: true,
    faults: [{ ...always, fault: { kind: "reset", when: "after_reading" } }],
    first: { exit: 3, state: "uncertain", code: "never_arrives", paid: 1, clips: ["b"] },
    second: allWell,
  },
  ...unprovable("by a run with another key: not believed", "another account", "other_account"),
  ...unprovable("of a release that recorded no account: not believed", "no account", "account_unknown"),
  ...unprovable("two days later: not believed", "submitted two days ago", "look_up_too_late"),
  {
    step: "look-up",
    name: "the look-up fails without end",
    canLookUp: true,
    faults: [lostAnswer, { ...lookUps, times: "always", fault: { kind: "status", status: 500 } }],
    first: unfound,
    second: allWell,
  },
  {
    step: "look-up",
    name: "the key is refused at the look-up",
    canLookUp: true,
    faults: [lostAnswer, { on: "query", times: "always", fault: { kind: "status", status: 401 } }],
    first: { ...unfound, paid: 1, clips: [] },
    second: allWell,
  },
  {
    step: "look-up",
    name: "killed between the submit and its answer: found by the next run",
    canLookUp: true,
    before: "killed with a's submit unanswered",
    first: allWell,
    second: allWell,
  },
];
