import { resolve } from "node:path";
import type { JsonObject } from "../base/json.ts";
import { type Result, success } from "../base/result.ts";
import { withRenamedChoices } from "../choices/choices.ts";
import type { CutClip, CutItem, CutTrim } from "../cut/cut-item.ts";
import type { Job, Trim } from "../manifest/job.ts";
import { countingTake } from "../plan/counting-take.ts";
import { makePlan } from "../plan/make/make-plan.ts";
import { withRenames } from "../plan/make/renames.ts";
import type { PlanKnowledge } from "../run/session/request.ts";
import { newestInPlace } from "../state/clip-in-place.ts";
import type { Attempt, ClipFacts, TakeRecord } from "../state/state.ts";
import type { Film } from "./open-film.ts";
import type { FilmProblem } from "./problem.ts";
import type { IsNamed } from "./select/select-shots.ts";

/**
 * The cut: every shot of the storyboard in film order, with the clip that counts as it is on disk. A shot whose clip is
 * not there, or is not the one on record, is missing. Changes nothing.
 */
export async function cutList(
  film: Film,
  isNamed?: IsNamed,
): Promise<Result<readonly CutItem[], FilmProblem>> {
  const seen = await film.look();
  if (!seen.ok) return seen;
  const { jobs, choices, keptIds } = film;
  const { renames } = makePlan({ jobs, choices, keptIds, ...seen.value });
  const state = withRenames(seen.value.state, renames);
  const renamedChoices = withRenamedChoices(choices, renames);
  const shots = new Map<string, Job>();
  for (const job of jobs) if (!shots.has(job.id) && (isNamed?.(job.id) ?? true)) shots.set(job.id, job);
  const place: ClipPlace = { folder: film.output.path, onDisk: seen.value.clipOnDisk };
  return success(
    [...shots.values()].map((job): CutItem => {
      const takes = state.get(job.id);
      const choice = renamedChoices.get(job.id);
      const counting = countingTake(takes, choice);
      const chosen = counting === undefined ? undefined : clipIn(place, counting);
      const { prompt, model } = wordsOf(counting?.attempt.inputs ?? job.inputs);
      return {
        id: job.id,
        ...(job.scene === undefined ? {} : { scene: job.scene }),
        ...(chosen === undefined ? {} : { chosen }),
        alternates: alternatesOf(takes, counting?.take, place),
        askedSeconds: job.billing.seconds,
        ...(job.trim === undefined ? {} : { trim: trimIn(job, job.trim) }),
        prompt,
        model,
        ...(choice?.note === undefined ? {} : { note: choice.note }),
      };
    }),
  );
}

function trimIn({ line, writtenIn }: Job, trim: Trim): CutTrim {
  return { ...trim, line, ...(writtenIn === undefined ? {} : { writtenIn }) };
}

interface ClipPlace {
  /** Absolute path of the output folder. */
  readonly folder: string;
  readonly onDisk: PlanKnowledge["clipOnDisk"];
}

interface TakeClip {
  readonly take: number;
  readonly attempt: Attempt;
  readonly clip: ClipFacts;
}

function clipIn({ folder, onDisk }: ClipPlace, { take, attempt, clip }: TakeClip): CutClip | undefined {
  const found = onDisk(clip);
  if (found.kind !== "intact") return undefined;
  const { taskId } = attempt;
  return {
    take,
    file: resolve(folder, found.file),
    name: found.file,
    sha256: clip.sha256,
    ...(taskId === undefined ? {} : { taskId }),
  };
}

/** The clips of the other takes, each the newest of its take, whether they were sent back or not. */
function alternatesOf(
  takes: readonly TakeRecord[] | undefined,
  counting: number | undefined,
  place: ClipPlace,
): readonly CutClip[] {
  const others = (takes ?? []).filter(({ take }) => take !== counting).toSorted((a, b) => a.take - b.take);
  return others.flatMap(({ take, attempts }) => {
    const attempt = newestInPlace(attempts);
    return attempt === undefined ? [] : (clipIn(place, { take, attempt, clip: attempt.clip }) ?? []);
  });
}

function wordsOf({ prompt, model }: JsonObject): { readonly prompt: string; readonly model: string } {
  return {
    prompt: typeof prompt === "string" ? prompt : "",
    model: typeof model === "string" ? model : "",
  };
}
