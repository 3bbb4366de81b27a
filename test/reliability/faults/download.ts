import type { Truncation } from "../../testkit/faults.ts";
import { allWell, type Expected, type ExpectedRequest, type FaultRow } from "../fault-row.ts";

const ofA = { on: "result", match: { prompt: "of a" } } as const;
const always = { ...ofA, times: "always" } as const;
const half = 800;

/** Paid, complete, and not on disk yet: the next run fetches it. */
function unfetched(code: string): Expected {
  return { exit: 3, state: "downloading", code, paid: 2, clips: ["b"] };
}

const resumed: ExpectedRequest = {
  kind: "result",
  nth: 1,
  headers: { range: /^bytes=800-$/, "if-range": /^"video_/ },
};
const anew: ExpectedRequest = { kind: "result", nth: 1, headers: { range: null, "if-range": null } };

function truncated(name: string, by: Truncation, second: ExpectedRequest): FaultRow {
  return {
    step: "download",
    name,
    faults: [{ ...ofA, fault: { kind: "truncated", afterBytes: half, by } }],
    first: allWell,
    second: allWell,
    requests: [second],
  };
}

export const downloadFaults: readonly FaultRow[] = [
  truncated("reset midway: resumed with Range and If-Range", "reset", resumed),
  truncated("closes cleanly before its length: resumed", "cut", resumed),
  truncated("chunked, closed before the last chunk: resumed", "chunked_cut", resumed),
  truncated("chunked, ended properly but short: only the file tells", "chunked_ended", anew),
  truncated("a Content-Length that is too small: only the file tells", "short_length", anew),
  {
    step: "download",
    name: "a stall: given up and resumed",
    faults: [{ ...ofA, fault: { kind: "stall", afterBytes: half } }],
    first: allWell,
    second: allWell,
    requests: [resumed],
  },
  {
    step: "download",
    name: "cut off again and again, a little further each time",
    faults: [{ ...ofA, times: 12, fault: { kind: "truncated", afterBytes: 64, by: "reset" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "cut off at once, without end",
    faults: [{ ...always, fault: { kind: "truncated", afterBytes: 0, by: "reset" } }],
    first: unfetched("download_failed"),
    second: allWell,
  },
  {
    step: "download",
    name: "the server does not heed Range",
    faults: [
      { ...ofA, fault: { kind: "truncated", afterBytes: half, by: "reset" } },
      { ...ofA, fault: { kind: "range_ignored" } },
    ],
    first: allWell,
    second: allWell,
    requests: [resumed],
  },
  {
    step: "download",
    name: "the file changed before the resume: begun anew",
    faults: [
      { ...ofA, fault: { kind: "truncated", afterBytes: half, by: "reset" } },
      { ...ofA, fault: { kind: "file_changed" } },
    ],
    first: allWell,
    second: allWell,
    requests: [resumed],
  },
  {
    step: "download",
    name: "a wrong content type, the right body",
    faults: [{ ...always, fault: { kind: "content_type", value: "text/html" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "an error page with status 200, then the clip",
    faults: [{ ...ofA, fault: { kind: "html" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "the same page with status 200 twice: kept as a page, never as a clip, and not fetched a third time",
    faults: [{ ...ofA, times: 2, fault: { kind: "html" } }],
    first: unfetched("not_a_video"),
    second: allWell,
    requests: [anew],
  },
  {
    step: "download",
    name: "bytes that are not a clip, labelled as one, without end",
    faults: [{ ...always, fault: { kind: "content", text: "this is not a clip" } }],
    first: unfetched("not_a_video"),
    second: allWell,
  },
  ...(["webm", "mkv", "mov", "ts"] as const).map(
    (container): FaultRow => ({
      step: "download",
      name: `the clip comes as ${container}: kept under a name that says so, with a warning`,
      faults: [{ ...always, fault: { kind: "container", container } }],
      first: { ...allWell, code: "container_differs" },
      second: allWell,
    }),
  ),
  {
    step: "download",
    name: "a `free` box before the clip's type",
    faults: [{ ...always, fault: { kind: "wrapped", before: "free" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "a text behind the clip's last box",
    faults: [{ ...always, fault: { kind: "wrapped", after: "thank you for using our service" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "a picture is named before the clip: the clip is fetched",
    faults: [
      {
        on: "query",
        match: { prompt: "of a" },
        times: "always",
        fault: { kind: "result_files", files: [{ url: "/cover.jpg", format: "jpg" }, { format: "mp4" }] },
      },
    ],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "the first file named is a page, the second one the clip: both are tried",
    faults: [
      {
        on: "query",
        match: { prompt: "of a" },
        times: "always",
        fault: {
          kind: "result_files",
          files: [{ url: "/files/videos/video_t_000001/page" }, {}],
        },
      },
      { on: "result", match: { path: "/page" }, times: "always", fault: { kind: "html" } },
    ],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "a body that hardly comes: left to the next run after ten minutes",
    faults: [{ ...always, fault: { kind: "slow", chunkBytes: 1, pauseMs: 5 } }],
    first: unfetched("download_too_slow"),
    second: allWell,
  },
  {
    step: "download",
    name: "a body without end: ended at the longest that a clip may be",
    faults: [{ ...always, fault: { kind: "endless", chunkBytes: 65_536 } }],
    first: unfetched("clip_too_large"),
    second: allWell,
  },
  {
    step: "download",
    name: "an empty file with status 200, without end",
    faults: [{ ...always, fault: { kind: "empty" } }],
    first: unfetched("download_failed"),
    second: allWell,
  },
  {
    step: "download",
    name: "not ready for a while",
    faults: [{ ...ofA, times: 5, fault: { kind: "not_ready" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "never ready",
    faults: [{ ...always, fault: { kind: "not_ready" } }],
    first: unfetched("download_failed"),
    second: allWell,
  },
  {
    step: "download",
    name: "an expired URL: a fresh one by a query",
    faults: [{ ...ofA, fault: { kind: "expired" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "expired for good",
    faults: [{ ...always, fault: { kind: "expired", status: 410 } }],
    first: unfetched("result_expired"),
    second: allWell,
  },
  {
    step: "download",
    name: "500 without end",
    faults: [{ ...always, fault: { kind: "status", status: 500 } }],
    first: unfetched("download_failed"),
    second: allWell,
  },
  {
    step: "download",
    name: "503 with Retry-After for a while",
    faults: [{ ...ofA, times: 3, fault: { kind: "status", status: 503, headers: { "retry-after": "2" } } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "a redirect: followed, without the key",
    faults: [{ ...ofA, fault: { kind: "redirect", to: "/files/videos/video_t_000001/output.mp4?moved" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "download",
    name: "redirects without end",
    faults: [{ ...always, fault: { kind: "redirect", to: "/files/videos/video_t_000001/output.mp4" } }],
    first: unfetched("result_forbidden"),
    second: allWell,
  },
  {
    step: "download",
    name: "a result URL that is no web address",
    faults: [
      {
        on: "query",
        match: { prompt: "of a" },
        times: "always",
        fault: { kind: "result_url", url: "file:///etc/passwd" },
      },
    ],
    first: unfetched("result_forbidden"),
    second: allWell,
  },
  {
    step: "download",
    name: "a useless URL, and the task, asked for a fresh one, has failed",
    instant: true,
    faults: [
      {
        on: "query",
        match: { prompt: "of a" },
        fault: { kind: "result_url", url: "ftp://nowhere/clip.mp4" },
      },
      {
        on: "query",
        match: { prompt: "of a" },
        fault: {
          kind: "task_fails",
          code: "generation_failed",
          message: "out of memory",
          evenIfComplete: true,
        },
      },
    ],
    first: { exit: 1, state: "failed", code: "task_failed", paid: 2, clips: ["b"] },
    second: { ...allWell, paid: 3 },
    paidTwice: "the first task is known to have failed",
  },
];
