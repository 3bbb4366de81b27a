import type { WriteFailure } from "../base/files/file-errors.ts";
import type { Result } from "../base/result.ts";
import type { LockState, StateChange, TakeRecord, TaskHolder } from "./state.ts";

/**
 * Where a run keeps its state: the port. `lockfile/store.ts` fills it with a journal and a lockfile. Questions are
 * answered from memory, which is the truth while the run goes on; what is written may have to wait.
 */
export interface StateStore {
  /** A live view. */
  readonly state: LockState;
  get(id: string, take: number): TakeRecord | undefined;
  /** The attempt that has this task of the provider. */
  holderOf(taskId: string, provider: string | undefined): TaskHolder | undefined;
  /**
   * Applies a change at once and writes it. With `durable` the promise waits until it is safe with all that came before
   * it; otherwise it resolves at once. A change that says nothing new is not written.
   */
  record(change: StateChange, options: { readonly durable: boolean }): Promise<Result<void, WriteFailure>>;
  /**
   * Brings everything to where others find it. After a failure nothing is lost that `isSafe` says is safe, and `close`
   * may be called again.
   */
  close(): Promise<Result<CloseNote | undefined, WriteFailure>>;
  /** Is every change where the next run finds it? Asked after `close`. */
  readonly isSafe: boolean;
  /** Lets go without writing anything more: for a run that lost its lock. */
  abandon(): Promise<void>;
}

/** What a store met when it was closed, and settled. */
export interface CloseNote {
  /** `lockfile_united`: others had changed it meanwhile. `lockfile_restored`: it was gone. */
  readonly code: "lockfile_united" | "lockfile_restored";
  readonly message: string;
}
