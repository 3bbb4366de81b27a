import { allWell, type Expected, type FaultRow } from "../fault-row.ts";

const always = { on: "upload", times: "always" } as const;

/** Without its picture the shot is not submitted, so nothing is paid for it. */
function unsent(code: string): Expected {
  return { exit: 1, state: "failed", code, paid: 1, clips: ["b"] };
}

export const uploadFaults: readonly FaultRow[] = [
  {
    step: "upload",
    framed: true,
    name: "the picture is refused",
    faults: [
      { on: "upload", fault: { kind: "json", status: 400, body: { success: false, message: "no picture" } } },
    ],
    first: unsent("picture_refused"),
    second: allWell,
  },
  {
    step: "upload",
    framed: true,
    name: "429",
    faults: [{ on: "upload", times: 3, fault: { kind: "rate_limited", retryAfter: 1 } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "upload",
    framed: true,
    name: "5xx, a reset and HTML for a while",
    faults: [
      { on: "upload", times: 2, fault: { kind: "status", status: 503 } },
      { on: "upload", times: 2, fault: { kind: "reset", when: "after_reading" } },
      { on: "upload", times: 2, fault: { kind: "html" } },
    ],
    first: allWell,
    second: allWell,
  },
  {
    step: "upload",
    framed: true,
    name: "500 without end",
    faults: [{ ...always, fault: { kind: "status", status: 500 } }],
    first: unsent("upload_failed"),
    second: allWell,
  },
  {
    step: "upload",
    framed: true,
    name: "401: the key is refused",
    faults: [{ ...always, fault: { kind: "status", status: 401 } }],
    first: { exit: 4, state: "none", code: "key_refused", paid: 0, clips: [] },
    second: allWell,
  },
  {
    step: "upload",
    framed: true,
    name: "the picture vanishes before its upload",
    during: { when: "a's picture is about to be uploaded", strike: [{ kind: "remove", path: "day.gif" }] },
    mend: [{ kind: "file", path: "day.gif", text: "GIF89a day" }],
    first: unsent("picture_changed"),
    second: allWell,
  },
  {
    step: "upload",
    framed: true,
    name: "the picture is written over in place before its upload, its size and time kept",
    during: {
      when: "a's picture is about to be uploaded",
      strike: [{ kind: "write_over", path: "day.gif", text: "GIF89a dax" }],
    },
    mend: [{ kind: "file", path: "day.gif", text: "GIF89a day" }],
    first: unsent("picture_changed"),
    second: allWell,
  },
];
