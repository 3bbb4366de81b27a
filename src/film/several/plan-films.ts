import { relative, resolve, sep } from "node:path";
import { failure, type Result, success } from "../../base/result.ts";
import { comparable } from "../../clips/clip-names.ts";
import { checkSpendingOfAll, type HeldPlan, type SpendingLimits } from "../../plan/money/spending.ts";
import { planTotals } from "../../plan/money/totals.ts";
import type { Plan, PlanTotals } from "../../plan/plan.ts";
import { planHashOfAll } from "../../plan/plan-hash.ts";
import { claimsOf, idsOf } from "../../run/output/claims.ts";
import type { Film, FilmPlan } from "../open-film.ts";
import type { FilmProblem, OutputProblem } from "../problem.ts";
import type { ChosenFilm } from "./run-films.ts";

/** The plans of several films, and what they come to together. */
export interface FilmPlans {
  readonly plans: readonly (FilmPlan & { readonly film: Film })[];
  /** Names them together; see `planHashOfAll`. */
  readonly hash: string;
  readonly totals: PlanTotals;
  /** Held against the limits together; absent where there are none. */
  readonly held?: HeldPlan;
}

/** What a render of several films would do. Changes nothing. */
export async function planFilms(
  films: readonly ChosenFilm[],
  limits: SpendingLimits = {},
): Promise<Result<FilmPlans, { readonly problem: FilmProblem; readonly film: Film | undefined }>> {
  const plans: (FilmPlan & { film: Film })[] = [];
  for (const { film, selection } of films) {
    const planned = await film.plan(selection);
    if (!planned.ok) return failure({ problem: planned.error, film });
    const clash = clashOf(film, planned.value.plan, plans);
    const refusal = planned.value.refusal ?? clash;
    plans.push({ ...planned.value, film, ...(refusal === undefined ? {} : { refusal }) });
  }
  const verdict = checkSpendingOfAll(
    plans.map(({ film, plan }) => ({ file: film.file, plan })),
    limits,
  );
  if (verdict.kind === "price_unknown") return failure({ problem: verdict, film: undefined });
  return success({
    plans,
    hash: planHashOfAll(plans.map(({ plan }) => plan)),
    totals: planTotals(plans.flatMap(({ plan }) => plan.items)),
    ...(Object.keys(limits).length === 0 ? {} : { held: { limits, verdict } }),
  });
}

/** A clip that a film before this one will have in the same folder. The folder itself knows of it only once they are run. */
function clashOf(
  film: Film,
  plan: Plan,
  before: readonly { readonly film: Film; readonly plan: Plan }[],
): OutputProblem | undefined {
  const claims = claimsOf(plan);
  for (const earlier of before) {
    if (earlier.film.output.path !== film.output.path) continue;
    const taken = new Set(claimsOf(earlier.plan).map(({ name }) => comparable(name)));
    const names = claims.map(({ name }) => name).filter((name) => taken.has(comparable(name)));
    const storyboard = relative(film.output.path, resolve(earlier.film.file)).split(sep).join("/");
    const other = { storyboard, kind: "render", names } as const;
    if (names.length > 0) return { kind: "output_shared", other, ids: idsOf(claims, other) };
  }
  return undefined;
}
