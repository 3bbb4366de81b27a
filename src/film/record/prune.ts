import { failure, type Result, success } from "../../base/result.ts";
import { makePlan } from "../../plan/make/make-plan.ts";
import { recordedClips } from "../../plan/recorded-clips.ts";
import { supersededName, tagOf } from "../../state/superseded-name.ts";
import type { Film } from "../open-film.ts";
import { type StoreProblem, withStore } from "./with-store.ts";

export type PruneProblem =
  | StoreProblem
  | { readonly kind: "output_unreadable"; readonly message: string }
  | { readonly kind: "output_unwritable"; readonly message: string };

/** A clip that was, or would be, moved aside. Names are relative to the output folder. */
export interface Pruned {
  readonly id: string;
  readonly take: number;
  readonly from: string;
  readonly to: string;
}

/** Moves aside the clips that no shot wants any more. Deletes nothing, and what was paid for stays on record. */
export function pruneFilm(
  film: Film,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Result<readonly Pruned[], PruneProblem>> {
  return withStore(film.paths, "prune", async (store): Promise<Result<readonly Pruned[], PruneProblem>> => {
    const folder = film.folder();
    const surveyed = await folder.survey(recordedClips(store.state));
    if (!surveyed.ok) return failure({ kind: "output_unreadable", message: surveyed.error.message });
    const { jobs, choices, keptIds } = film;
    const { orphans } = makePlan({ jobs, choices, keptIds, state: store.state, ...surveyed.value, now: 0 });
    const taken = new Set([...recordedClips(store.state)].map(({ file }) => file));
    const pruned: Pruned[] = [];
    for (const { id, take, attempt, clip } of orphans) {
      const to = await folder.freeName(
        (nth) => supersededName(clip.file, tagOf(attempt), nth),
        (name) => taken.has(name),
      );
      taken.add(to);
      pruned.push({ id, take, from: clip.file, to });
      if (dryRun) continue;
      const about = { id, take, attemptId: attempt.attemptId, type: "moved" } as const;
      // The record goes first: after a crash in between, the file is known by its digest wherever it is.
      const recorded = await store.record({ ...about, file: to }, { durable: true });
      if (!recorded.ok) return failure({ kind: "state_unwritable", message: recorded.error.message });
      const moved = await folder.move(clip.file, to);
      if (moved.ok) continue;
      await store.record({ ...about, file: clip.file }, { durable: true });
      return failure({ kind: "output_unwritable", message: moved.error.message });
    }
    if (!dryRun) await folder.endClaim();
    return success(pruned);
  });
}
