import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { Cause } from "../../base/cause.ts";
import { errorCode, reason } from "../../base/files/file-errors.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { systemClock } from "../../base/time/clock.ts";
import type { ClipFolder } from "../../clips/clip-folder.ts";
import type { PartFile } from "../../clips/part-file.ts";
import type { Job } from "../../manifest/job.ts";
import { recordedClips } from "../../plan/recorded-clips.ts";
import { readPart } from "../../run/fetch/check-clip.ts";
import type { ClipFacts } from "../../state/state.ts";
import { supersededName } from "../../state/superseded-name.ts";
import type { Film } from "../open-film.ts";
import { type StoreProblem, withStore } from "./with-store.ts";

export type AdoptProblem =
  | StoreProblem
  | { readonly kind: "shot_unknown"; readonly id: string; readonly known: readonly string[] }
  | { readonly kind: "take_unknown"; readonly id: string; readonly takes: number }
  /** The file cannot be read, or is not a clip. */
  | { readonly kind: "not_a_clip"; readonly file: string; readonly why: string }
  | { readonly kind: "output_unwritable"; readonly error: Cause };

export interface Adopting {
  readonly id: string;
  readonly take: number;
  /** The clip's path; it stays where it is, and a copy is taken. */
  readonly clip: string;
}

/**
 * Takes a clip that was made elsewhere as a take's, for the inputs of today. It is copied into `superseded/` and put on
 * record; the next render, or the move that the command makes at once, brings it to its place.
 */
export function adoptClip(
  film: Film,
  { id, take, clip }: Adopting,
): Promise<Result<ClipFacts, AdoptProblem>> {
  return withStore(film.paths, "adopt", async (store): Promise<Result<ClipFacts, AdoptProblem>> => {
    const takes = film.jobs.filter((job) => job.id === id);
    const job = takes.find((one) => one.take === take);
    if (takes.length === 0) {
      return failure({ kind: "shot_unknown", id, known: [...new Set(film.jobs.map((one) => one.id))] });
    }
    if (job === undefined) return failure({ kind: "take_unknown", id, takes: takes.length });
    const folder = film.folder();
    const prepared = await folder.prepare();
    if (!prepared.ok) return failure({ kind: "output_unwritable", error: prepared.error });
    await folder.survey(recordedClips(store.state));
    const attemptId = randomUUID();
    const taken = new Set([...recordedClips(store.state)].map(({ file }) => file));
    const copied = await copyIn(folder, { clip, job, attemptId, isTaken: (name) => taken.has(name) });
    if (!copied.ok) return copied;
    const { fingerprint, inputs } = job;
    const change = {
      id,
      take,
      attemptId,
      type: "adopted",
      fingerprint,
      inputs,
      clip: copied.value,
      at: systemClock.now(),
    } as const;
    const recorded = await store.record(change, { durable: true });
    if (!recorded.ok) return failure({ kind: "state_unwritable", message: recorded.error.message });
    await folder.endClaim();
    return success(copied.value);
  });
}

interface Copying {
  readonly clip: string;
  readonly job: Job;
  readonly attemptId: string;
  readonly isTaken: (name: string) => boolean;
}

async function copyIn(
  folder: ClipFolder,
  { clip, job, attemptId, isTaken }: Copying,
): Promise<Result<ClipFacts, AdoptProblem>> {
  const opened = await folder.openPart(job.clip, attemptId);
  if (!opened.ok) return failure({ kind: "output_unwritable", error: opened.error });
  const part = opened.value;
  const read = await fill(part, clip);
  const facts = read.ok ? await readPart(part, job.clip) : read;
  if (!facts.ok) {
    await part.discard();
    const why = typeof facts.error === "string" ? facts.error : facts.error.message;
    return failure({ kind: "not_a_clip", file: clip, why });
  }
  const found = facts.value.clip;
  const file = await folder.freeName((nth) => supersededName(found.file, "adopted", nth), isTaken);
  const adopted: ClipFacts = { ...found, file };
  const { sha256, bytes } = adopted;
  const placed = await folder.place(part, { file, sha256, bytes, fingerprint: job.fingerprint });
  await part.close();
  return placed.ok ? success(adopted) : failure({ kind: "output_unwritable", error: placed.error });
}

async function fill(part: PartFile, clip: string): Promise<Result<void, string>> {
  try {
    for await (const chunk of createReadStream(resolve(clip))) await part.append(chunk as Uint8Array);
    await part.sync();
    return success(undefined);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return failure(reason(code));
  }
}
