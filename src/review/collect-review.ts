import { basename } from "node:path";
import { failure, type Result, success } from "../base/result.ts";
import { choicesFile, readChoices } from "../choices/read-choices.ts";
import type { Film } from "../film/open-film.ts";
import type { FilmProblem } from "../film/problem.ts";
import type { IsNamed } from "../film/select/select-shots.ts";
import { withRenames } from "../plan/make/renames.ts";
import type { PlanItem } from "../plan/plan.ts";
import type { ReviewData, ReviewShot } from "./review-data.ts";
import { shotFacts, type UrlOf } from "./shot-facts.ts";
import { takeFacts } from "./take-facts.ts";

export interface ReviewOptions {
  /** The shots that are shown; all of them unless given. */
  readonly isNamed: IsNamed;
  readonly urlOf: UrlOf;
  /** Who decides. */
  readonly by?: string | undefined;
}

/** What the page shows of a film: its shots in film order, with what is on record and on disk of their takes. Changes nothing. */
export async function collectReview(
  film: Film,
  { isNamed, urlOf, by }: ReviewOptions,
): Promise<Result<ReviewData, FilmProblem>> {
  const planned = await film.plan();
  if (!planned.ok) return planned;
  const { plan, known } = planned.value;
  const { statuses } = await film.statusOf(planned.value, isNamed);
  const items = new Map(plan.items.filter(({ job }) => job !== undefined).map((item) => [keyOf(item), item]));
  const record = {
    state: withRenames(known.state, plan.renames),
    clipOnDisk: known.clipOnDisk,
    folder: film.output.path,
    urlOf,
  };
  const shots = new Map<string, ReviewShot>();
  for (const one of statuses) {
    const item = items.get(keyOf(one));
    // Paid work of shots that are gone has no place in the film.
    if (one.line === undefined || item?.job === undefined) continue;
    const before = shots.get(item.id) ?? { ...shotFacts(item.job, urlOf), takes: [] };
    shots.set(item.id, { ...before, takes: [...before.takes, takeFacts(item, one, record)] });
  }
  const stored = readChoices(film.file);
  if (!stored.ok) return failure({ kind: "state_invalid", diagnostics: stored.error });
  return success({
    title: film.storyboard.title ?? basename(film.file),
    storyboard: basename(film.file),
    shots: [...shots.values()],
    choices: {
      file: basename(choicesFile(film.file)),
      text: stored.value.source?.text ?? "",
      byShot: Object.fromEntries(film.choices),
      mayChoose: film.paths.kind === "render",
      ...(by === undefined ? {} : { by }),
    },
  });
}

function keyOf({ id, take }: Pick<PlanItem, "id" | "take">): string {
  return `${id} ${take}`;
}
