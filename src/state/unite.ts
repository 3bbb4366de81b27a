import { sortedJson } from "../base/json.ts";
import { compareTexts } from "../base/text/compare-texts.ts";
import { applyTo } from "./apply.ts";
import { withOneOwnerEach } from "./clip-owners.ts";
import { encodeFields } from "./codec.ts";
import { attemptFields } from "./records.ts";
import type { Attempt, AttemptState, LockState, TakeRecord } from "./state.ts";

/**
 * Two states of one storyboard, united by attempt, with the state that both began from where it is known. Pure.
 *
 * - An attempt with a task that has not failed is never dropped. Another one that the base had and one side dropped, as
 *   by withdrawing it, stays dropped, unless the other side has moved it on.
 * - Of an attempt that both have, the record further along the state machine holds; of two equally far, the one that
 *   differs from the base; where both do, or no base is known, an order that does not depend on the sides.
 * - Two tasks of one attempt, found or adopted on both sides, become two attempts: both may be paid.
 * - An attempt is on record of one shot: of the id that it was renamed to on one side, where both are known.
 * - No two attempts own one clip file, and a take's attempts are in order of their submits.
 *
 * Without a base it is commutative and idempotent. It is associative where no attempt has two tasks, but for the names
 * of clips that lost theirs.
 */
export function unite(base: LockState | undefined, ours: LockState, theirs: LockState): LockState {
  return uniteAligned(aligned({ base, ours, theirs }));
}

function uniteAligned({ base, ours, theirs }: Three): LockState {
  const united = new Map<string, readonly TakeRecord[]>();
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
    const takes = uniteShot(base?.get(id) ?? [], ours.get(id) ?? [], theirs.get(id) ?? []);
    if (takes.length > 0) united.set(id, takes);
  }
  return withOneOwnerEach(united);
}

interface Three {
  readonly base: LockState | undefined;
  readonly ours: LockState;
  readonly theirs: LockState;
}

/**
 * A side that renamed a shot has its attempts under another id than the others. All get the id that is new since the base;
 * where no base is known, the first of the two in the order of texts.
 */
function aligned({ base, ours, theirs }: Three): Three {
  const before = homesIn(base ?? new Map());
  const sides = [homesIn(ours), homesIn(theirs)];
  const homes = new Map<string, string>();
  for (const attemptId of new Set(sides.flatMap((side) => [...side.keys()]))) {
    const old = before.get(attemptId);
    const now = sides.flatMap((side) => side.get(attemptId) ?? []);
    const known = old === undefined ? now : [...now, old];
    // A rename keeps the take; what is in another take is something else.
    if (new Set(known.map(({ take }) => take)).size > 1) continue;
    const [home] = now
      .map(({ id }) => id)
      .filter((id) => id !== old?.id)
      .sort(compareTexts);
    if (home !== undefined && known.some(({ id }) => id !== home)) homes.set(attemptId, home);
  }
  if (homes.size === 0) return { base, ours, theirs };
  return {
    base: base === undefined ? undefined : moved(base, homes),
    ours: moved(ours, homes),
    theirs: moved(theirs, homes),
  };
}

interface Home {
  readonly id: string;
  readonly take: number;
}

/** The shot and the take that each attempt is on record of. An id that is there twice names nothing. */
function homesIn(state: LockState): Map<string, Home> {
  const homes = new Map<string, Home>();
  const twice = new Set<string>();
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const { attemptId } of attempts) {
        if (homes.has(attemptId)) twice.add(attemptId);
        homes.set(attemptId, { id, take });
      }
    }
  }
  for (const attemptId of twice) homes.delete(attemptId);
  return homes;
}

function moved(state: LockState, homes: ReadonlyMap<string, string>): LockState {
  const result = new Map<string, readonly TakeRecord[]>(state);
  for (const [from, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const { attemptId } of attempts) {
        const id = homes.get(attemptId);
        if (id !== undefined) applyTo(result, { id, take, attemptId, type: "renamed", from });
      }
    }
  }
  return result;
}

type Takes = readonly TakeRecord[];

function uniteShot(base: Takes, ours: Takes, theirs: Takes): Takes {
  const numbers = new Set([...ours, ...theirs].map(({ take }) => take));
  return [...numbers]
    .sort((a, b) => a - b)
    .map((take) => {
      const [known, left, right] = [base, ours, theirs].map((takes) => attemptsOf(takes, take));
      return { take, attempts: uniteTake(known ?? noAttempts, left ?? noAttempts, right ?? noAttempts) };
    })
    .filter(({ attempts }) => attempts.length > 0);
}

type Attempts = ReadonlyMap<string, Attempt>;

const noAttempts: Attempts = new Map();

function attemptsOf(takes: Takes, take: number): Attempts {
  const attempts = takes.find((record) => record.take === take)?.attempts ?? [];
  return new Map(attempts.map((attempt) => [attempt.attemptId, attempt]));
}

function uniteTake(base: Attempts, ours: Attempts, theirs: Attempts): readonly Attempt[] {
  const united = new Map<string, Attempt>();
  const keep = (attempt: Attempt): void => {
    const known = united.get(attempt.attemptId);
    united.set(attempt.attemptId, known === undefined ? attempt : further(undefined, known, attempt));
  };
  for (const attemptId of new Set([...ours.keys(), ...theirs.keys()])) {
    const [before, left, right] = [base, ours, theirs].map((side) => side.get(attemptId));
    for (const attempt of uniteAttempt(before, left, right)) keep(attempt);
  }
  return [...united.values()].sort(
    (a, b) => a.submittedAt - b.submittedAt || compareTexts(a.attemptId, b.attemptId),
  );
}

function uniteAttempt(
  base: Attempt | undefined,
  ours: Attempt | undefined,
  theirs: Attempt | undefined,
): readonly Attempt[] {
  if (ours !== undefined && theirs !== undefined) return uniteVersions(base, ours, theirs);
  const only = ours ?? theirs;
  if (only === undefined) return [];
  const wasDropped = base !== undefined && !isPaid(only) && same(base, only);
  return wasDropped ? [] : [only];
}

/** May the provider have it, and ask money for it? */
function isPaid({ taskId, state }: Attempt): boolean {
  return taskId !== undefined && state !== "failed";
}

function uniteVersions(base: Attempt | undefined, ours: Attempt, theirs: Attempt): readonly Attempt[] {
  const kept = further(base, ours, theirs);
  const other = kept === ours ? theirs : ours;
  if (!isPaid(other) || other.taskId === kept.taskId) return [kept];
  // the id is made of what both sides know, so that uniting again finds it
  return [kept, { ...other, attemptId: `${other.attemptId}.${other.taskId}` }];
}

/** How far along the state machine; a clip that is there goes before a failure. */
const steps: Readonly<Record<AttemptState, number>> = {
  submitting: 0,
  uncertain: 1,
  queued: 2,
  in_progress: 3,
  downloading: 4,
  failed: 5,
  done: 6,
};

function further(base: Attempt | undefined, a: Attempt, b: Attempt): Attempt {
  const step = steps[a.state] - steps[b.state];
  if (step !== 0) return step > 0 ? a : b;
  if (base !== undefined) {
    if (same(base, a)) return b;
    if (same(base, b)) return a;
  }
  const order =
    hasOperation(a) - hasOperation(b) || compareExpiry(a, b) || compareTexts(textOf(a), textOf(b));
  return order >= 0 ? a : b;
}

/** One that was adopted by its id alone may not be found again. */
function hasOperation({ operation }: Attempt): number {
  return operation === undefined ? 0 : 1;
}

/** Of two links to one clip the one that lives longer. */
function compareExpiry(a: Attempt, b: Attempt): number {
  return (a.expiresAt ?? 0) - (b.expiresAt ?? 0);
}

function same(a: Attempt, b: Attempt): boolean {
  return a === b || textOf(a) === textOf(b);
}

/** One text for all attempts that say the same. */
function textOf(attempt: Attempt): string {
  return sortedJson(encodeFields(attemptFields[attempt.state], attempt));
}
