import { durationText } from "../../report/text/text.ts";
import type { Phase, RowOutcome } from "../timeline.ts";

export const phaseWords: Readonly<Record<Phase, string>> = {
  clip_wait: "waiting for a clip",
  turn: "waiting for its turn",
  upload: "upload",
  submit: "submit",
  queue: "queue",
  generation: "generation",
  task: "at the provider",
  download: "download",
};

export const phaseNotes: Readonly<Record<Phase, string>> = {
  clip_wait: "another shot's clip, from which it takes a picture",
  turn: "free places, the rate of submits, downloads that go first",
  upload: "of frames and references, retries included",
  submit: "from the request to the task's id",
  queue: "the provider has it and has not begun",
  generation: "as seen by the looks at the task",
  task: "queue and generation, which the lockfile does not distinguish",
  download: "of the clip, its check included",
};

export const outcomeWords: Readonly<Record<RowOutcome, string>> = {
  done: "done",
  failed: "failed",
  uncertain: "uncertain",
  unfetched: "not fetched",
  not_started: "not started",
  unknown: "not known",
};

/** `120 ms`, `1.2 s`, and from ten seconds on as everywhere: `3 min 20 s`. */
export function lengthText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : durationText(ms);
}

const steps = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800,
  21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000, 31_536_000,
].map((seconds) => seconds * 1000);

/** Moments of an axis from 0 on, milliseconds: round ones, six or fewer. */
export function ticks(lengthMs: number): readonly number[] {
  const step = steps.find((ms) => lengthMs / ms <= 6) ?? Math.max(lengthMs / 6, 1);
  const count = Math.min(Math.floor(lengthMs / step), 6);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** A position on an axis, as SVG writes it: `12.5%`. */
export function percent(part: number, whole: number): string {
  const share = whole <= 0 ? 0 : (part / whole) * 100;
  return `${Number(Math.min(Math.max(share, 0), 100).toFixed(3))}%`;
}
