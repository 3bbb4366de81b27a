import type { Cause } from "../../base/cause.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { type ClipPicture, clipDigestOf } from "../../manifest/clip-picture.ts";
import type { Job, LocalPicture } from "../../manifest/job.ts";
import { clipPicturesIn, withClips } from "../../plan/make/chains.ts";
import { newestInPlace } from "../../state/clip-in-place.ts";
import type { ClipFacts } from "../../state/state.ts";
import type { RunContext } from "../context.ts";
import { keptPicture } from "./kept-picture.ts";

/** A picture out of a clip, as a file to be uploaded. */
export interface TakenPicture {
  /** What the request has in its place. */
  readonly reference: string;
  readonly picture: LocalPicture;
}

/**
 * The job with the clips that it waited for, as they are on record now: from here on its inputs are what is sent. A clip
 * that is not there is nobody's fault but the record's, since the plan waited for it.
 */
export function withMadeClips({ store }: RunContext, job: Job): Result<Job, Cause> {
  if (job.needs.length === 0) return success(job);
  const clips = new Map<string, ClipFacts>();
  for (const { id, take } of job.needs) {
    // Of several that were paid for with the same inputs, the one that is in the shot's place.
    const clip = newestInPlace(store.get(id, take)?.attempts ?? [])?.clip;
    if (clip === undefined) return failure(gone(id));
    clips.set(id, clip);
  }
  return success(withClips(job, clips, []));
}

/** Takes the pictures of clips that the job's request names: all of them, or none. Each is let go with `dropPicture`. */
export async function takePictures(
  context: RunContext,
  job: Job,
): Promise<Result<readonly TakenPicture[], Cause>> {
  const taken: TakenPicture[] = [];
  for (const [reference, picture] of clipPicturesIn(job)) {
    const one = await context.drawing(() => takePicture(context, picture));
    if (!one.ok) {
      for (const { picture: kept } of taken) await context.output.dropPicture(kept.file);
      return one;
    }
    taken.push({ reference, picture: one.value });
  }
  return success(taken);
}

async function takePicture(context: RunContext, picture: ClipPicture): Promise<Result<LocalPicture, Cause>> {
  const { output, stills, provider } = context;
  const digest = clipDigestOf(picture);
  const clip = digest === undefined ? undefined : clipOnRecord(context, digest);
  const file = clip === undefined ? undefined : await output.find(clip).catch(() => undefined);
  if (clip === undefined || file === undefined) return failure(gone(picture.of));
  if (stills === undefined) throw new Error("what decodes clips is loaded before a chain is begun");
  const read = await stills.read(output.locate(file), {
    place: picture.place,
    mostBytes: provider.facts.largestPictureBytes,
  });
  if (!read.ok) return failure({ code: "clip_not_decodable", message: `${file}: ${read.error.message}` });
  const kept = await keptPicture(output, read.value);
  if (!kept.ok) return kept;
  const key = picture.place === "end" ? "end_of_clip" : "start_of_clip";
  return success({ key, writtenAs: file, ...kept.value });
}

function clipOnRecord(
  { store }: RunContext,
  sha256: string,
): (ClipFacts & { fingerprint: string }) | undefined {
  for (const [, takes] of store.state) {
    for (const { attempts } of takes) {
      for (const { clip, fingerprint } of attempts)
        if (clip?.sha256 === sha256) return { ...clip, fingerprint };
    }
  }
  return undefined;
}

function gone(what: string): Cause {
  return {
    code: "needed_clip_missing",
    message: `The clip that it takes a picture of is not there: ${what}.`,
  };
}
