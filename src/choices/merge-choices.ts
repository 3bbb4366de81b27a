import { compareTexts } from "../base/text/compare-texts.ts";
import type { AcceptedClip, Choices, JudgedClip, RenamedShot, ShotChoice } from "./choices.ts";

/** One film's choices as two branches and the revision that both began from have them; without a base, nothing was decided. */
export interface ChoicesVersions {
  readonly base: Choices;
  readonly ours: Choices;
  readonly theirs: Choices;
}

/** What the two branches do not agree about in one shot; only a person can say which it is. */
export type DisputeAbout =
  /** Each chose another clip. */
  | "take"
  /** One chose the clip that the other sent back. */
  | "verdict"
  /** Each wrote another note. */
  | "note";

export interface Dispute {
  readonly id: string;
  readonly about: DisputeAbout;
}

export interface MergedChoices {
  /** What both decided; in a shot that is disputed, as our branch has it. */
  readonly ours: Choices;
  /** The same, as the other branch has it. Without a dispute it is the same. */
  readonly theirs: Choices;
  readonly disputes: readonly Dispute[];
}

const undecided: ShotChoice = { rejected: [], accepted: [] };

/** Unites what two branches decided, shot by shot. Pure; the sides may change places. */
export function mergeChoices({ base, ours, theirs }: ChoicesVersions): MergedChoices {
  const disputes: Dispute[] = [];
  const [left, right] = [new Map<string, ShotChoice>(), new Map<string, ShotChoice>()];
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
    const merged = mergeShot(base.get(id), ours.get(id), theirs.get(id));
    if (merged.ours !== undefined) left.set(id, merged.ours);
    if (merged.theirs !== undefined) right.set(id, merged.theirs);
    if (merged.about !== undefined) disputes.push({ id, about: merged.about });
  }
  return { ours: left, theirs: right, disputes };
}

interface MergedShot {
  readonly ours: ShotChoice | undefined;
  readonly theirs: ShotChoice | undefined;
  readonly about?: DisputeAbout;
}

function mergeShot(
  base: ShotChoice | undefined,
  ours: ShotChoice | undefined,
  theirs: ShotChoice | undefined,
): MergedShot {
  if (sameChoice(ours, theirs) || sameChoice(base, theirs)) return { ours, theirs: ours };
  if (sameChoice(base, ours)) return { ours: theirs, theirs };
  const [before, left, right] = [base ?? undecided, ours ?? undecided, theirs ?? undecided];
  const rejected = unionOf(before.rejected, left.rejected, right.rejected, clipKey);
  const accepted = unionOf(before.accepted, left.accepted, right.accepted, acceptedKey);
  const chosen = laterOf(before.chosen, left.chosen, right.chosen, clipKey);
  const note = laterOf(before.note, left.note, right.note, (text) => text);
  const by = decidersOf(before.by, left.by, right.by);
  const isBoth = (choice: ShotChoice): boolean => isIn(choice.rejected, choice.chosen);
  const united: ShotChoice = {
    ...(chosen.value === undefined ? {} : { chosen: chosen.value }),
    rejected,
    accepted,
    ...(by === undefined ? {} : { by }),
    ...(note.value === undefined ? {} : { note: note.value }),
  };
  const about: DisputeAbout | undefined = chosen.isDisputed
    ? "take"
    : isBoth(united) && !isBoth(left) && !isBoth(right)
      ? "verdict"
      : note.isDisputed
        ? "note"
        : undefined;
  if (about === undefined) {
    const one = saysNothing(united) ? undefined : united;
    return { ours: one, theirs: one };
  }
  const disputed = { about, isNoteDisputed: note.isDisputed };
  return { ours: asSideHasIt(left, united, disputed), theirs: asSideHasIt(right, united, disputed), about };
}

/** What is united, with the side's own word on what is disputed. */
function asSideHasIt(
  side: ShotChoice,
  united: ShotChoice,
  { about, isNoteDisputed }: { readonly about: DisputeAbout; readonly isNoteDisputed: boolean },
): ShotChoice {
  const { chosen: wanted, note: lastNote, ...others } = united;
  const chosen = about === "take" || isIn(side.rejected, wanted) ? side.chosen : wanted;
  const note = isNoteDisputed ? side.note : lastNote;
  return {
    ...others,
    ...(chosen === undefined ? {} : { chosen }),
    rejected: united.rejected.filter((clip) => isIn(side.rejected, clip) || !isIn([clip], side.chosen)),
    ...(side.by === undefined ? {} : { by: side.by }),
    ...(note === undefined ? {} : { note }),
  };
}

/** What both have, and what either added. */
export function unionOf<T>(
  base: readonly T[],
  ours: readonly T[],
  theirs: readonly T[],
  keyOf: (one: T) => string,
): readonly T[] {
  const [before, left, right] = [base, ours, theirs].map((all) => new Set(all.map(keyOf)));
  const united = new Map([...ours, ...theirs].map((one) => [keyOf(one), one]));
  return [...united]
    .filter(([key]) => (left?.has(key) === true && right?.has(key) === true) || before?.has(key) !== true)
    .map(([, one]) => one);
}

/** Of one value, the side that changed it. Taking it away takes away only what was there before. */
function laterOf<T>(
  base: T | undefined,
  ours: T | undefined,
  theirs: T | undefined,
  keyOf: (one: T) => string,
): { readonly value: T | undefined; readonly isDisputed: boolean } {
  const [before, left, right] = [base, ours, theirs].map((one) =>
    one === undefined ? undefined : keyOf(one),
  );
  if (left === right || right === before) return { value: ours, isDisputed: false };
  if (left === before) return { value: theirs, isDisputed: false };
  return { value: ours ?? theirs, isDisputed: left !== undefined && right !== undefined };
}

/** Both decided something: both are named. */
function decidersOf(
  base: string | undefined,
  ours: string | undefined,
  theirs: string | undefined,
): string | undefined {
  const { value, isDisputed } = laterOf(base, ours, theirs, (name) => name);
  if (!isDisputed) return value;
  const names = [ours ?? "", theirs ?? ""].flatMap((text) => text.split(", "));
  return [...new Set(names)].sort(compareTexts).join(", ");
}

function saysNothing({ chosen, rejected, accepted, note }: ShotChoice): boolean {
  return chosen === undefined && note === undefined && rejected.length + accepted.length === 0;
}

function clipKey({ take, clip }: JudgedClip): string {
  return `${take} ${clip}`;
}

function acceptedKey(clip: AcceptedClip): string {
  return `${clipKey(clip)} ${clip.inputs}`;
}

function isIn(clips: readonly JudgedClip[], clip: JudgedClip | undefined): boolean {
  return clip !== undefined && clips.some((one) => clipKey(one) === clipKey(clip));
}

/** Do two choices say the same? */
export function sameChoice(a: ShotChoice | undefined, b: ShotChoice | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && choiceText(a) === choiceText(b));
}

function choiceText({ chosen, rejected, accepted, by, note }: ShotChoice): string {
  const clip = chosen === undefined ? null : clipKey(chosen);
  return JSON.stringify([clip, rejected.map(clipKey), accepted.map(acceptedKey), by ?? null, note ?? null]);
}

/** Shots that one side has under another id, with what the base says of them. What could be several is none. */
export function renamesOf({ base, ours, theirs }: ChoicesVersions): readonly RenamedShot[] {
  const found = [ours, theirs].flatMap((side) => {
    const gone = [...base.keys()].filter((id) => !side.has(id));
    const come = [...side.keys()].filter((id) => !base.has(id));
    return gone.flatMap((from): RenamedShot[] => {
      const alike = come.filter((to) => sameChoice(base.get(from), side.get(to)));
      const [to] = alike;
      const isOnly = gone.filter((id) => sameChoice(base.get(id), base.get(from))).length === 1;
      return to !== undefined && alike.length === 1 && isOnly ? [{ from, to }] : [];
    });
  });
  return found.filter(
    ({ from, to }) =>
      !found.some((other) => (other.from === from) !== (other.to === to)) &&
      !(ours.has(to) && theirs.has(to)),
  );
}
