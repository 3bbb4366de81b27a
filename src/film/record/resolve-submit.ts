import { failure, type Result, success } from "../../base/result.ts";
import { systemClock } from "../../base/time/clock.ts";
import { statePaths } from "../../lockfile/paths.ts";
import { type Finding, type ResolutionFailure, resolve } from "../../state/resolution.ts";
import { type StoreProblem, withStore } from "./with-store.ts";

/** What the user found out about one shot's submit. */
export interface Resolving {
  /** The storyboard's path. */
  readonly file: string;
  readonly shot: string;
  readonly take?: number | undefined;
  readonly finding: Finding;
}

export type ResolveProblem = ResolutionFailure | StoreProblem;

/** Records what became of a submit of unknown outcome; gives the take that it was about. */
export function resolveSubmit(about: Resolving): Promise<Result<{ take: number }, ResolveProblem>> {
  const { file, shot, take, finding } = about;
  const paths = statePaths(file, { rehearsal: false });
  return withStore<{ take: number }, ResolveProblem>(paths, "resolve", async (store) => {
    const change = resolve(store.state, { id: shot, take }, { ...finding, at: systemClock.now() });
    if (!change.ok) return change;
    const recorded = await store.record(change.value, { durable: true });
    if (!recorded.ok) return failure({ kind: "state_unwritable", message: recorded.error.message });
    return success({ take: change.value.take });
  });
}
