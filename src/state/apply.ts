import { type Attempt, type LockState, recordOf, type StateChange, type TakeRecord } from "./state.ts";
import { applyChange } from "./transition.ts";

type Shots = Map<string, readonly TakeRecord[]>;

/** Applies a change to a state in place; gives it back if it had an effect. */
export function applyTo(state: Shots, change: StateChange): StateChange | undefined {
  if (change.type === "renamed") return rename(state, change) ? change : undefined;
  const before = recordOf(state, change.id, change.take);
  const after = applyChange(before, change);
  if (after === before || (before === undefined && after.attempts.length === 0)) return undefined;
  put(state, change.id, after);
  return change;
}

/** Brings one attempt to the shot's new id. Where both ids have it, as after a crash, the new one keeps it. */
function rename(
  state: Shots,
  { id, take, attemptId, from }: StateChange & { readonly type: "renamed" },
): boolean {
  const moved = attemptsOf(state, from, take).find((attempt) => attempt.attemptId === attemptId);
  if (moved === undefined || id === from) return false;
  const others = attemptsOf(state, from, take).filter((attempt) => attempt !== moved);
  put(state, from, { take, attempts: others });
  const there = attemptsOf(state, id, take);
  if (there.some((attempt) => attempt.attemptId === attemptId)) return true;
  const newer = there.findIndex(({ submittedAt }) => submittedAt > moved.submittedAt);
  put(state, id, { take, attempts: there.toSpliced(newer === -1 ? there.length : newer, 0, moved) });
  return true;
}

function attemptsOf(state: LockState, id: string, take: number): readonly Attempt[] {
  return recordOf(state, id, take)?.attempts ?? [];
}

function put(state: Shots, id: string, record: TakeRecord): void {
  const others = state.get(id)?.filter(({ take }) => take !== record.take) ?? [];
  const takes = record.attempts.length > 0 ? [...others, record] : others;
  if (takes.length > 0) state.set(id, takes);
  else state.delete(id);
}
