import { groupBy } from "../../base/group-by.ts";
import type { Job } from "../../manifest/job.ts";
import type { Attempt, LockState, TakeRecord } from "../../state/state.ts";
import type { Rename } from "../plan.ts";
import { inputsWithoutClips } from "./chains.ts";

export interface Renames {
  readonly renames: readonly Rename[];
  /** Shots of today that were perhaps renamed, and the ids that each may have had. */
  readonly unclear: ReadonlyMap<string, readonly string[]>;
}

/** What decides whether a shot that is gone is one that has another id now. */
export interface RenameFacts {
  readonly jobs: readonly Job[];
  readonly state: LockState;
  /** Ids that the storyboard has without wanting their clips, as of shots that are skipped. */
  readonly keptIds?: ReadonlySet<string>;
  /** Is the attempt's clip there, or may it be had without paying? */
  readonly isUsable: (attempt: Attempt) => boolean;
}

/**
 * A shot that is gone and one that is new, with the same inputs, are one shot with another id. Where several come into
 * question on either side, nothing is guessed. Pure.
 */
export function findRenames({ jobs, state, keptIds, isUsable }: RenameFacts): Renames {
  const today = new Set(jobs.map(({ id }) => id));
  const dropped = [...state].filter(([id]) => !today.has(id) && keptIds?.has(id) !== true);
  const created = jobs.filter(({ id, take }) => take === 1 && !state.has(id));
  const renames: Rename[] = [];
  const unclear = new Map<string, readonly string[]>();
  if (dropped.length === 0 || created.length === 0) return { renames, unclear };
  const added = groupBy(created, ({ inputs, fingerprint }) => inputsWithoutClips(inputs, fingerprint));
  const traces = dropped.flatMap(([id, takes]) => {
    const usable = takes.flatMap(({ attempts }) => attempts.filter(isUsable));
    return [...new Set(usable.map(({ inputs }) => inputsWithoutClips(inputs)))].map((alike) => ({
      id,
      alike,
    }));
  });
  const gone = groupBy(traces, ({ alike }) => alike);
  for (const [alike, shots] of added) {
    const candidates = (gone.get(alike) ?? []).map(({ id }) => id);
    const [from] = candidates;
    const [to] = shots;
    if (from === undefined || to === undefined) continue;
    const isClear =
      candidates.length === 1 && shots.length === 1 && !renames.some((one) => one.from === from);
    if (isClear) renames.push({ from, to: to.id });
    else for (const { id } of shots) unclear.set(id, candidates);
  }
  return { renames, unclear };
}

/** The state with the records of renamed shots under their new ids. */
export function withRenames(state: LockState, renames: readonly Rename[]): LockState {
  if (renames.length === 0) return state;
  const renamed = new Map<string, readonly TakeRecord[]>(state);
  for (const { from, to } of renames) {
    const takes = renamed.get(from);
    if (takes === undefined || renamed.has(to)) continue;
    renamed.delete(from);
    renamed.set(to, takes);
  }
  return renamed;
}
