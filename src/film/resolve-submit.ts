import { systemClock } from "../base/clock.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { statePaths } from "../lockfile/paths.ts";
import { openStore } from "../lockfile/store.ts";
import { acquireRunLock } from "../run-lock/run-lock.ts";
import { type Finding, type ResolutionFailure, resolve } from "../state/resolution.ts";
import type { StateStore } from "../state/store.ts";

/** What the user found out about one shot's submit. */
export interface Resolving {
  /** The storyboard's path. */
  readonly file: string;
  readonly shot: string;
  readonly take?: number | undefined;
  readonly finding: Finding;
}

export type ResolveProblem =
  | ResolutionFailure
  /** Another run holds the storyboard. */
  | { readonly kind: "locked" }
  | { readonly kind: "state_unwritable"; readonly message: string }
  | { readonly kind: "state_invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Records what became of a submit of unknown outcome; gives the take that it was about. */
export async function resolveSubmit(about: Resolving): Promise<Result<{ take: number }, ResolveProblem>> {
  const paths = statePaths(about.file, { rehearsal: false });
  const locked = await acquireRunLock({
    file: paths.runLock,
    command: "dailies resolve",
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
    return await recordFinding(opened.value, about);
  } finally {
    await locked.value.release();
  }
}

async function recordFinding(
  store: StateStore,
  { shot, take, finding }: Resolving,
): Promise<Result<{ take: number }, ResolveProblem>> {
  const change = resolve(store.state, { id: shot, take }, { ...finding, at: systemClock.now() });
  if (!change.ok) {
    await store.close();
    return change;
  }
  const recorded = await store.record(change.value, { durable: true });
  const closed = await store.close();
  const saved = recorded.ok ? closed : recorded;
  if (!saved.ok) return failure({ kind: "state_unwritable", message: saved.error.message });
  return success({ take: change.value.take });
}
