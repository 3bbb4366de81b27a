import { type LockState, recordOf, type StateChange, type TaskHolder } from "./state.ts";

/** Which attempt has which task of the provider: looked up, not searched for. */
export class TaskIndex {
  readonly #state: LockState;
  #holders: Map<string, TaskHolder> | undefined;

  /** Follows a live state; it is read through when the first question comes. */
  constructor(state: LockState) {
    this.#state = state;
  }

  holderOf(taskId: string): TaskHolder | undefined {
    this.#holders ??= holdersIn(this.#state);
    const holder = this.#holders.get(taskId);
    if (holder === undefined || hasTask(this.#state, holder, taskId)) return holder;
    // a failed attempt was dropped, and its task with it
    this.#holders = holdersIn(this.#state);
    return this.#holders.get(taskId);
  }

  /** Must be called with every change that the state took. */
  follow(change: StateChange): void {
    if (change.type !== "accepted" || this.#holders === undefined) return;
    const { id, take, attemptId, taskId } = change;
    const holder = { id, take, attemptId };
    if (hasTask(this.#state, holder, taskId) && this.holderOf(taskId) === undefined) {
      this.#holders.set(taskId, holder);
    }
  }
}

function holdersIn(state: LockState): Map<string, TaskHolder> {
  const holders = new Map<string, TaskHolder>();
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const { attemptId, taskId } of attempts) {
        if (taskId !== undefined && !holders.has(taskId)) holders.set(taskId, { id, take, attemptId });
      }
    }
  }
  return holders;
}

function hasTask(state: LockState, { id, take, attemptId }: TaskHolder, taskId: string): boolean {
  const attempts = recordOf(state, id, take)?.attempts ?? [];
  return attempts.some((attempt) => attempt.attemptId === attemptId && attempt.taskId === taskId);
}
