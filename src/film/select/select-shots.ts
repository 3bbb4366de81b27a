import { failure, type Result, success } from "../../base/result.ts";
import { nearest } from "../../base/text/suggest.ts";

/** Which shots a user names. Shots that every one of these selects are selected. */
export interface ShotFilter {
  /** Globs over the ids of shots and scenes: any of them. */
  readonly only?: readonly string[] | undefined;
  /** Globs over the ids of shots and scenes: none of them. */
  readonly except?: readonly string[] | undefined;
  /** Any of these tags. */
  readonly tag?: readonly string[] | undefined;
  /** A git revision: shots whose inputs differ from what they were then. */
  readonly since?: string | undefined;
}

/**
 * Which shots were selected; `undefined` where nothing was said, so that all are meant. `true` for a shot that `--only` names,
 * `undefined` for one that is selected with others of its kind, `false` for one that is left out.
 */
export type IsNamed = ((shotId: string) => boolean | undefined) | undefined;

export type GlobFlag = "--only" | "--except";

/** What names no shot: a mistake. */
export type NamesNoShot =
  | {
      readonly kind: "names_no_shot";
      readonly flag: GlobFlag;
      readonly glob: string;
      /** Shots whose ids begin so, and the glob that names them all. */
      readonly beginning?: { readonly glob: string; readonly shots: number };
      /** The id that was perhaps meant. */
      readonly meant?: string;
      /** How many shots it names that have `skip: true`. */
      readonly skipped?: number;
    }
  | {
      readonly kind: "tag_unknown";
      readonly tag: string;
      readonly meant?: string;
      /** Every tag of the film. */
      readonly tags: readonly string[];
    };

/** What a filter looks at. */
export interface SelectableShot {
  readonly id: string;
  readonly scene?: string;
  readonly tags?: readonly string[];
}

export interface SelectableFilm {
  readonly shots: Iterable<SelectableShot>;
  /** Ids of shots with `skip: true`. */
  readonly skipped?: Iterable<string>;
  /** Ids of shots that `--since` selects; absent without it. */
  readonly changed?: ReadonlySet<string> | undefined;
  /** A glob or a tag that matches nothing is no mistake here. */
  readonly mayNameNone?: boolean;
}

/** Finds the shots that a filter selects. A glob or a tag that matches nothing is a mistake, also in `--except`. */
export async function selectShots(
  filter: ShotFilter,
  film: SelectableFilm,
): Promise<Result<IsNamed, NamesNoShot>> {
  const { only = [], except = [], tag = [] } = filter;
  const { changed, skipped, mayNameNone = false } = film;
  if (only.length + except.length + tag.length === 0 && changed === undefined) return success(undefined);
  const shots = distinct(film.shots);
  const globs = await matcher();
  const context = { shots, skipped, globs, mayNameNone };
  const named = idsMatching("--only", only, context);
  if (!named.ok) return named;
  const left = idsMatching("--except", except, context);
  if (!left.ok) return left;
  const tagged = idsTagged(tag, context);
  if (!tagged.ok) return tagged;
  const wanted = [
    ...(only.length === 0 ? [] : [named.value]),
    ...(tag.length === 0 ? [] : [tagged.value]),
    ...(changed === undefined ? [] : [changed]),
  ];
  const known = new Set(shots.map(({ id }) => id));
  // What is paid for a shot that is gone is fetched, unless it is left out or others were asked for.
  const isLeftOut = (id: string): boolean =>
    left.value.has(id) || (!known.has(id) && except.some((glob) => globs(glob)(id)));
  return success((id) => {
    if (isLeftOut(id) || wanted.some((ids) => !ids.has(id))) return false;
    return only.length > 0 ? true : undefined;
  });
}

type Matcher = (glob: string) => (text: string) => boolean;

async function matcher(): Promise<Matcher> {
  const { default: picomatch } = await import("picomatch");
  const known = new Map<string, (text: string) => boolean>();
  return (glob) => {
    const matches = known.get(glob) ?? picomatch(glob.normalize("NFC"), { dot: true });
    known.set(glob, matches);
    return matches;
  };
}

/** One entry a shot, however many takes it has. Shots of several films may have one id. */
function distinct(shots: Iterable<SelectableShot>): SelectableShot[] {
  const keyOf = ({ id, scene, tags }: SelectableShot): string => JSON.stringify([id, scene, tags]);
  return [...new Map(Array.from(shots, (shot) => [keyOf(shot), shot])).values()];
}

interface MatchContext {
  readonly shots: readonly SelectableShot[];
  readonly skipped: Iterable<string> | undefined;
  readonly globs: Matcher;
  readonly mayNameNone: boolean;
}

function idsMatching(
  flag: GlobFlag,
  patterns: readonly string[],
  context: MatchContext,
): Result<ReadonlySet<string>, NamesNoShot> {
  const { shots, skipped = [], globs, mayNameNone } = context;
  const all = new Set<string>();
  for (const glob of patterns) {
    const matches = globs(glob);
    const found = shots.filter(({ id, scene }) => matches(id) || (scene !== undefined && matches(scene)));
    if (found.length === 0 && !mayNameNone) {
      const left = Array.from(skipped).filter((id) => matches(id)).length;
      const advice = left > 0 ? { skipped: left } : adviceFor(glob, shots);
      return failure({ kind: "names_no_shot", flag, glob, ...advice });
    }
    for (const { id } of found) all.add(id);
  }
  return success(all);
}

function idsTagged(
  wanted: readonly string[],
  { shots, mayNameNone }: MatchContext,
): Result<ReadonlySet<string>, NamesNoShot> {
  const all = new Set<string>();
  for (const tag of wanted) {
    const found = shots.filter(({ tags = [] }) => tags.includes(tag));
    if (found.length === 0 && !mayNameNone) {
      const tags = [...new Set(shots.flatMap((shot) => shot.tags ?? []))];
      const meant = nearest(tag, tags);
      return failure({ kind: "tag_unknown", tag, tags, ...(meant !== undefined && { meant }) });
    }
    for (const { id } of found) all.add(id);
  }
  return success(all);
}

/** What was perhaps meant: the shots that begin so, or one id with a slip in it. */
function adviceFor(
  glob: string,
  shots: readonly SelectableShot[],
): { readonly beginning?: { readonly glob: string; readonly shots: number }; readonly meant?: string } {
  const ids = shots.map(({ id }) => id);
  const below = ids.filter((id) => id.startsWith(glob));
  const [first] = below;
  if (first !== undefined && below.length > 1) {
    const separator = first.charAt(glob.length);
    const isShared = /^[._-]$/.test(separator) && below.every((id) => id.charAt(glob.length) === separator);
    return { beginning: { glob: `${glob}${isShared ? separator : ""}*`, shots: below.length } };
  }
  const scenes = shots.flatMap(({ scene }) => scene ?? []);
  const meant = first ?? nearest(glob, [...new Set([...ids, ...scenes])]);
  return meant === undefined ? {} : { meant };
}
