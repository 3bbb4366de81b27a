import { groupBy } from "../../base/group-by.ts";
import { type Choices, isRejected, judgedClip } from "../../choices/choices.ts";
import { fingerprint } from "../../manifest/bind/fingerprint.ts";
import { type ClipPicture, clipPictureText, replaceClipPictures } from "../../manifest/clip-picture.ts";
import type { Inputs, Job, Need } from "../../manifest/job.ts";
import type { ClipFacts, LockState } from "../../state/state.ts";
import { clipOf, countingTake } from "../counting-take.ts";
import type { PlanAction, PlanReason } from "../plan.ts";

/** What becomes of a job, as far as those that take its clip must know. */
export interface JobOutlook {
  readonly job: Job;
  /** Before `--only` and its like. */
  readonly whole: { readonly action: PlanAction; readonly reason: PlanReason };
  readonly action: PlanAction;
  /** The clip that it has, or that its task has given. */
  readonly clip?: ClipFacts | undefined;
}

/** The clip of another shot that a chained one begins or ends with. */
export type NeededClip =
  | {
      readonly kind: "known";
      readonly clip: ClipFacts;
      /** The take has it; `undefined` of a shot that is not rendered by today's storyboard. */
      readonly take?: number;
      /** Is it about to be moved, or fetched again, so that it has to be waited for? */
      readonly isComing: boolean;
    }
  /** It is still to be made. */
  | { readonly kind: "to_come"; readonly take: number }
  | { readonly kind: "none" };

export interface ChainFacts {
  readonly state: LockState;
  readonly choices: Choices;
  /** The takes of a shot, in order; empty where the storyboard does not render it. */
  readonly outlooksOf: (id: string) => readonly JobOutlook[];
}

/**
 * Which clip of a shot a chained one takes: that of the chosen take; without a choice the first good one, be it there or
 * still to come. A clip that was sent back counts where there is no other: what was made from it is not made anew
 * before there is.
 */
export function neededClip(id: string, { state, choices, outlooksOf }: ChainFacts): NeededClip {
  const choice = choices.get(id);
  const takes = outlooksOf(id);
  const chosen = choice?.chosen;
  const picked = chosen === undefined ? undefined : clipOf(state.get(id), chosen)?.clip;
  if (chosen !== undefined && picked !== undefined) {
    const outlook = takes.find(({ job, clip }) => job.take === chosen.take && clip?.sha256 === picked.sha256);
    const isComing = outlook?.action === "move" || outlook?.action === "download";
    return { kind: "known", clip: picked, take: chosen.take, isComing };
  }
  if (takes.length === 0) {
    const counting = countingTake(state.get(id), choice);
    return counting === undefined
      ? { kind: "none" }
      : { kind: "known", clip: counting.clip, isComing: false };
  }
  let lastResort: NeededClip = { kind: "none" };
  for (const { job, whole, action, clip } of takes) {
    const { take } = job;
    // A clip that is fetched again is the one that it was: what was made from it is not made anew.
    const isFetchedAgain = action === "download" && clip !== undefined;
    if (isFetchedAgain) return { kind: "known", clip, take, isComing: true };
    if (action === "render" || action === "resume" || action === "download") return { kind: "to_come", take };
    if (clip === undefined) continue;
    const known: NeededClip = { kind: "known", clip, take, isComing: action === "move" };
    const isSentBack = whole.reason === "rejected" || isRejected(choice, judgedClip(take, clip));
    if (!isSentBack && (whole.action === "none" || whole.action === "move")) return known;
    lastResort = known;
  }
  return lastResort;
}

/** The job with the clips that are known in the places of their shots. `needs` are those that it waits for. */
export function withClips(job: Job, clips: ReadonlyMap<string, ClipFacts>, needs: readonly Need[]): Job {
  const known = (id: string): string | undefined => {
    const clip = clips.get(id);
    return clip === undefined ? undefined : `sha256:${clip.sha256}`;
  };
  const replace = ({ place, of }: ClipPicture): ClipPicture | undefined => {
    const digest = known(of);
    return digest === undefined ? undefined : { place, of: digest };
  };
  const { request } = job;
  const { prompt, ...rest } = job.inputs;
  const inputs: Inputs = {
    ...replaceClipPictures(rest, replace),
    ...(prompt === undefined ? {} : { prompt }),
  };
  const parameters = replaceClipPictures(request.parameters, replace);
  const frames = replaceClipPictures({ ...request.frames }, replace);
  return {
    ...job,
    needs,
    request: { ...request, parameters, frames },
    inputs,
    fingerprint: fingerprint(inputs),
  };
}

/** The jobs with those whose clips others take before these. The check has refused circles. */
export function inChainOrder(jobs: readonly Job[]): readonly Job[] {
  if (jobs.every(({ needs }) => needs.length === 0)) return jobs;
  const byShot = groupBy(jobs, ({ id }) => id);
  const done = new Set<string>();
  const ordered: Job[] = [];
  for (const start of byShot.keys()) {
    const way = [start];
    const onWay = new Set(way);
    for (let id = way.at(-1); id !== undefined; id = way.at(-1)) {
      const takes = byShot.get(id) ?? [];
      const open = takes
        .flatMap(({ needs }) => needs)
        .find((need) => byShot.has(need.id) && !done.has(need.id) && !onWay.has(need.id));
      if (open !== undefined && !done.has(id)) {
        way.push(open.id);
        onWay.add(open.id);
        continue;
      }
      way.pop();
      onWay.delete(id);
      if (done.has(id)) continue;
      done.add(id);
      ordered.push(...takes);
    }
  }
  return ordered;
}

/**
 * What says that two inputs are alike but for the clips that they begin or end with.
 * @param known the inputs' fingerprint, where it has been made already
 */
export function inputsWithoutClips(inputs: Inputs, known?: string): string {
  const isChained = Object.values(inputs).some((value) => JSON.stringify(value).includes("_of_clip:"));
  if (!isChained) return known ?? fingerprint(inputs);
  const { prompt, ...rest } = inputs;
  const blind = replaceClipPictures(rest, ({ place }) => ({ place, of: "any" }));
  return fingerprint(prompt === undefined ? blind : { ...blind, prompt });
}

/** The clips, by digest, that a job's request has pictures of, with the text that names each picture. */
export function clipPicturesIn({ request }: Job): ReadonlyMap<string, ClipPicture> {
  const found = new Map<string, ClipPicture>();
  const note = (picture: ClipPicture): undefined => {
    found.set(clipPictureText(picture), picture);
    return undefined;
  };
  replaceClipPictures(request.parameters, note);
  replaceClipPictures({ ...request.frames }, note);
  return found;
}
