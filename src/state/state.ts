import type { Attempt } from "./records.ts";

export type { Attempt, AttemptState, ClipChecks, ClipFacts, StateChange } from "./records.ts";

/** All that is known of one take of one shot: attempts in order, the newest last. */
export interface TakeRecord {
  /** From 1. */
  readonly take: number;
  readonly attempts: readonly Attempt[];
}

/** Every shot's takes by its id, in no order. A `Map` is one. */
export interface LockState extends Iterable<[string, readonly TakeRecord[]]> {
  readonly size: number;
  get(id: string): readonly TakeRecord[] | undefined;
  has(id: string): boolean;
  keys(): Iterable<string>;
}

export function recordOf(state: LockState, id: string, take: number): TakeRecord | undefined {
  return state.get(id)?.find((record) => record.take === take);
}

/** The attempt that a provider's task belongs to. */
export interface TaskHolder {
  readonly id: string;
  readonly take: number;
  readonly attemptId: string;
}
