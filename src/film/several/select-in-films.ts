import { failure, type Result, success } from "../../base/result.ts";
import type { Film } from "../open-film.ts";
import type { SinceProblem } from "../select/changed-since.ts";
import { type IsNamed, type NamesNoShot, type ShotFilter, selectShots } from "../select/select-shots.ts";

/** Why it cannot be said which shots are meant. */
export interface NothingSelected {
  readonly problem: NamesNoShot | SinceProblem;
  /** The film that it is about; the first one where it is about all of them. */
  readonly film: Film;
}

/**
 * The shots that a filter selects in several films together, in their order: what names a shot of one of them may name none
 * of the others. `--since` is a revision of each film's own repository.
 */
export async function selectInFilms(
  films: readonly Film[],
  filter: ShotFilter,
): Promise<Result<readonly IsNamed[], NothingSelected>> {
  const { only, except, tag } = filter;
  const shots = films.flatMap(({ jobs }) => jobs);
  const skipped = films.flatMap(({ keptIds }) => [...keptIds]);
  const inAny = await selectShots({ only, except, tag }, { shots, skipped });
  const [first] = films;
  if (!inAny.ok && first !== undefined) return failure({ problem: inAny.error, film: first });
  const named: IsNamed[] = [];
  for (const film of films) {
    const selected = await film.select(filter, { isOneOfSeveral: true });
    if (!selected.ok) return failure({ problem: selected.error, film });
    named.push(selected.value);
  }
  return success(named);
}
