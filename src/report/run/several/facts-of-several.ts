import type { PlanFacts } from "../../plan/plan-facts.ts";
import { nameInFilm } from "./film-names.ts";

export interface FilmFacts {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** See `filmNames`. */
  readonly film: string;
  readonly facts: PlanFacts;
}

/** What is known of several plans, of shots as `namedEvents` calls them. */
export function factsOfSeveral(all: readonly FilmFacts[]): PlanFacts {
  const byFilm = new Map(all.map((one) => [one.film, one]));
  return {
    priceOf: (ref) => {
      // An id has no such sign, a path may have several.
      const end = ref.id.lastIndexOf("/");
      return byFilm.get(ref.id.slice(0, end))?.facts.priceOf({ ...ref, id: ref.id.slice(end + 1) });
    },
    held: all.flatMap(({ file, film, facts }) =>
      facts.held.map((shot) => ({ ...shot, file, id: nameInFilm(film, shot.id) })),
    ),
  };
}
