import { failure, type Result } from "../../base/result.ts";
import { systemClock } from "../../base/time/clock.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { StatePaths } from "../../lockfile/paths.ts";
import { openStore } from "../../lockfile/store.ts";
import { acquireRunLock } from "../../run-lock/run-lock.ts";
import type { StateStore } from "../../state/store.ts";

/** Why the record cannot be changed. */
export type StoreProblem =
  /** Another run holds the storyboard. */
  | { readonly kind: "locked" }
  | { readonly kind: "state_unwritable"; readonly message: string }
  | { readonly kind: "state_invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Changes a storyboard's record under its run lock, and brings it to the lockfile. */
export async function withStore<T, E>(
  paths: StatePaths,
  command: string,
  work: (store: StateStore) => Promise<Result<T, E>>,
): Promise<Result<T, E | StoreProblem>> {
  const locked = await acquireRunLock({
    file: paths.runLock,
    command: `dailies ${command}`,
    timeoutMs: 0,
    clock: systemClock,
  });
  if (!locked.ok) {
    const { error } = locked;
    return failure(
      error.kind === "held" ? { kind: "locked" } : { kind: "state_unwritable", message: error.message },
    );
  }
  try {
    const opened = await openStore(paths);
    if (!opened.ok) return failure({ kind: "state_invalid", diagnostics: opened.error });
    const done = await work(opened.value);
    const closed = await opened.value.close();
    if (!done.ok || closed.ok) return done;
    return failure({ kind: "state_unwritable", message: closed.error.message });
  } finally {
    await locked.value.release();
  }
}
