import { compareTexts } from "../base/text/compare-texts.ts";
import type { Attempt, LockState, TakeRecord } from "./state.ts";
import { supersededName, tagOf } from "./superseded-name.ts";

interface Owner {
  readonly id: string;
  readonly take: number;
  readonly attempt: Attempt;
}

/**
 * Gives every clip file one owner. Two attempts' records can name one file after a merge of two branches or machines;
 * the newest attempt keeps the name, and the others get one in `superseded/`, which says what they are: their clips are
 * elsewhere, or gone. Gives back the very same state where there is nothing to do.
 *
 * Only a done attempt owns its file; one that is still downloading has yet to move the older clip aside.
 */
export function withOneOwnerEach(state: LockState): LockState {
  if (isEachOwnedOnce(state)) return state;
  const owners = ownersIn(state);
  const taken = new Map<string, Owner>();
  const renamed = new Map<Attempt, string>();
  for (const owner of owners) {
    const { file } = clipOf(owner);
    if (!taken.has(file)) taken.set(file, owner);
    else renamed.set(owner.attempt, "");
  }
  for (const owner of owners) {
    const { attempt } = owner;
    if (!renamed.has(attempt)) continue;
    const file = freeName(clipOf(owner).file, tagOf(attempt), taken);
    taken.set(file, owner);
    renamed.set(attempt, file);
  }
  return new Map([...state].map(([id, takes]) => [id, renameIn(takes, renamed)]));
}

function isEachOwnedOnce(state: LockState): boolean {
  const files = new Set<string>();
  for (const [, takes] of state) {
    for (const { attempts } of takes) {
      for (const { state: step, clip } of attempts) {
        if (step !== "done" || clip === undefined) continue;
        if (files.has(clip.file)) return false;
        files.add(clip.file);
      }
    }
  }
  return true;
}

/** The newest first. */
function ownersIn(state: LockState): Owner[] {
  const owners: Owner[] = [];
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const attempt of attempts) {
        if (attempt.state === "done" && attempt.clip !== undefined) owners.push({ id, take, attempt });
      }
    }
  }
  return owners.sort(
    (a, b) =>
      b.attempt.submittedAt - a.attempt.submittedAt ||
      compareTexts(b.attempt.attemptId, a.attempt.attemptId) ||
      compareTexts(a.id, b.id) ||
      a.take - b.take,
  );
}

function clipOf({ attempt }: Owner): { readonly file: string } {
  if (attempt.clip === undefined) throw new Error("an owner has a clip");
  return attempt.clip;
}

function freeName(file: string, tag: string, taken: ReadonlyMap<string, unknown>): string {
  for (let nth = 1; ; nth++) {
    const name = supersededName(file, tag, nth);
    if (!taken.has(name)) return name;
  }
}

function renameIn(
  takes: readonly TakeRecord[],
  renamed: ReadonlyMap<Attempt, string>,
): readonly TakeRecord[] {
  if (!takes.some(({ attempts }) => attempts.some((attempt) => renamed.has(attempt)))) return takes;
  return takes.map(({ take, attempts }) => ({
    take,
    attempts: attempts.map((attempt) => {
      const file = renamed.get(attempt);
      return file === undefined || attempt.clip === undefined
        ? attempt
        : { ...attempt, clip: { ...attempt.clip, file } };
    }),
  }));
}
