import { type Attempt, type LockState, recordOf, type StateChange, type TaskHolder } from "./state.ts";

/** Which attempt has which task of the provider: looked up, not searched for. */
export class TaskIndex {
  readonly #state: LockState;
  #holders: Map<string, TaskHolder> | undefined;

  /** Follows a live state; it is read through when the first question comes. */
  constructor(state: LockState) {
    this.#state = state;
  }

  /** `provider` as attempts name it: two providers may have a task of the same id. */
  holderOf(taskId: string, provider?: string): TaskHolder | undefined {
    this.#holders ??= holdersIn(this.#state);
    const key = keyOf(taskId, provider);
    const holder = this.#holders.get(key);
    if (holder === undefined || attemptWith(this.#state, holder, taskId) !== undefined) return holder;
    // a failed attempt was dropped, and its task with it
    this.#holders = holdersIn(this.#state);
    return this.#holders.get(key);
  }

  /** Must be called with every change that the state took. */
  follow(change: StateChange): void {
    if (change.type !== "accepted" || this.#holders === undefined) return;
    const { id, take, attemptId, taskId } = change;
    const holder = { id, take, attemptId };
    const attempt = attemptWith(this.#state, holder, taskId);
    if (attempt !== undefined && this.holderOf(taskId, attempt.provider) === undefined) {
      this.#holders.set(keyOf(taskId, attempt.provider), holder);
    }
  }
}

function holdersIn(state: LockState): Map<string, TaskHolder> {
  const holders = new Map<string, TaskHolder>();
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const { attemptId, taskId, provider } of attempts) {
        if (taskId === undefined) continue;
        const key = keyOf(taskId, provider);
        if (!holders.has(key)) holders.set(key, { id, take, attemptId });
      }
    }
  }
  return holders;
}

function keyOf(taskId: string, provider: string | undefined): string {
  return provider === undefined ? taskId : `${provider}\u0000${taskId}`;
}

function attemptWith(
  state: LockState,
  { id, take, attemptId }: TaskHolder,
  taskId: string,
): Attempt | undefined {
  const attempts = recordOf(state, id, take)?.attempts ?? [];
  return attempts.find((attempt) => attempt.attemptId === attemptId && attempt.taskId === taskId);
}
