import { statePaths } from "../../lockfile/paths.ts";
import { readState } from "../../lockfile/store.ts";
import { expandShots } from "../../manifest/expand/expand-shots.ts";
import { includesOf } from "../../manifest/read/included-files.ts";
import { readFilm } from "../../manifest/read/read-film.ts";
import { readSource } from "../../manifest/read/read-source.ts";
import { Reporter } from "../../manifest/reporter.ts";

/** What a command line can call one of a film's shots. */
export interface NamedShot {
  readonly id: string;
  readonly scene?: string;
  readonly takes: number;
  readonly tags: readonly string[];
}

/**
 * The shots that a storyboard names, in film order, without those that it skips. What else is wrong with it is not looked at:
 * neither contracts nor pictures are read. One that cannot be read, or is not YAML, has none.
 */
export function shotsNamedIn(file: string): readonly NamedShot[] {
  const source = readSource(file);
  if (!source.ok) return [];
  const film = readFilm(source.value, includesOf(file));
  const problems = new Reporter();
  for (const { problem, place } of film.problems) problems.add(problem, place);
  if (problems.all().some(({ code }) => code === "yaml_syntax" || code === "yaml_alias_bomb")) return [];
  return expandShots(film, problems).shots.flatMap(({ id, scene, takes, tags, isSkipped }) =>
    id === undefined || isSkipped ? [] : [{ id, takes, tags, ...(scene !== undefined && { scene }) }],
  );
}

/** The shots that a storyboard's record knows; none where it cannot be read. */
export async function shotsOnRecord(
  file: string,
): Promise<readonly { readonly id: string; readonly isUncertain: boolean }[]> {
  const stored = await readState(statePaths(file, { rehearsal: false }));
  if (!stored.ok) return [];
  return [...stored.value.state].map(([id, takes]) => ({
    id,
    isUncertain: takes.some(({ attempts }) => attempts.at(-1)?.state === "uncertain"),
  }));
}
