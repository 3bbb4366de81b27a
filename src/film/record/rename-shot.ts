import { failure, type Result, success } from "../../base/result.ts";
import { renameChoices } from "../../choices/write-choices.ts";
import type { ClipFolder } from "../../clips/clip-folder.ts";
import { clipName } from "../../manifest/job.ts";
import { recordedClips } from "../../plan/recorded-clips.ts";
import { endingLike, isClipOf } from "../../state/clip-file.ts";
import type { StateStore } from "../../state/store.ts";
import type { Film } from "../open-film.ts";
import { type StoreProblem, withStore } from "./with-store.ts";

export type RenameProblem =
  | StoreProblem
  /** Nothing is on record of the old id. */
  | { readonly kind: "nothing_on_record"; readonly id: string; readonly known: readonly string[] }
  /** The storyboard has no shot of the new id. */
  | { readonly kind: "shot_unknown"; readonly id: string; readonly known: readonly string[] }
  /** The storyboard still has the old id. */
  | { readonly kind: "still_there"; readonly id: string }
  /** The new id has clips or tasks of its own. */
  | { readonly kind: "has_record"; readonly id: string }
  /** All but the choices has the new id; these cannot be written. */
  | { readonly kind: "choices_stay"; readonly id: string }
  | { readonly kind: "output_unreadable"; readonly message: string };

/** What a rename did. */
export interface Renamed {
  /** Takes whose record has the new id. */
  readonly takes: number;
  /** Clips that have the new name, as they were called and are called, relative to the output folder. */
  readonly clips: readonly { readonly from: string; readonly to: string }[];
}

/** One shot, another id: the record and the clips go along, and nothing is paid. */
export function renameShot(
  film: Film,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Result<Renamed, RenameProblem>> {
  return withStore<Renamed, RenameProblem>(film.paths, "rename", async (store) => {
    const ids = new Set(film.jobs.map(({ id }) => id));
    if (!ids.has(to)) return failure({ kind: "shot_unknown", id: to, known: [...ids] });
    const takes = store.state.get(from);
    if (takes === undefined) {
      return failure({ kind: "nothing_on_record", id: from, known: [...store.state.keys()].sort() });
    }
    if (ids.has(from)) return failure({ kind: "still_there", id: from });
    if (store.state.has(to)) return failure({ kind: "has_record", id: to });
    const folder = film.folder();
    const surveyed = await folder.survey(recordedClips(store.state));
    if (!surveyed.ok) return failure({ kind: "output_unreadable", message: surveyed.error.message });
    for (const { take, attempts } of takes) {
      for (const { attemptId } of attempts) {
        const change = { id: to, take, attemptId, type: "renamed", from } as const;
        const recorded = await store.record(change, { durable: true });
        if (!recorded.ok) return failure({ kind: "state_unwritable", message: recorded.error.message });
      }
    }
    const clips = await moveClips(store, folder, { from, to });
    await folder.endClaim();
    const chosen = await renameChoices(film.file, [{ from, to }]);
    if (!chosen.ok) return failure({ kind: "choices_stay", id: from });
    return success({ takes: takes.length, clips });
  });
}

/** A clip that cannot be moved now is known by its digest where it is, and the next render moves it. */
async function moveClips(
  store: StateStore,
  folder: ClipFolder,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Renamed["clips"]> {
  const moved: { from: string; to: string }[] = [];
  for (const { take, attempts } of store.state.get(to) ?? []) {
    for (const { attemptId, clip, state } of attempts) {
      if (state !== "done" || clip === undefined || !isClipOf(clipName(from, take), clip.file)) continue;
      const place = endingLike(clipName(to, take), clip.file);
      if (!(await folder.move(clip.file, place)).ok) continue;
      await store.record({ id: to, take, attemptId, type: "moved", file: place }, { durable: true });
      moved.push({ from: clip.file, to: place });
    }
  }
  return moved;
}
