import type { AssembledFilm } from "../../cut/film/assemble.ts";
import { toNumber } from "../../cut/time/rational.ts";

/** `assemble --json`. Times are in seconds. */
export interface AssembleJson {
  readonly file: string;
  readonly duration_seconds: number;
  readonly shots: readonly {
    readonly id: string;
    readonly take: number | null;
    readonly start_seconds: number;
    readonly duration_seconds: number;
    readonly missing: boolean;
  }[];
}

export function assembleJson({ layout }: AssembledFilm, file: string): AssembleJson {
  return {
    file,
    duration_seconds: toNumber(layout.length),
    shots: layout.shots.map(({ item, start, length }) => ({
      id: item.id,
      take: item.chosen?.take ?? null,
      start_seconds: toNumber(start),
      duration_seconds: toNumber(length),
      missing: item.chosen === undefined,
    })),
  };
}
