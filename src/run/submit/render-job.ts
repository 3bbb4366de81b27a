import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Job } from "../../manifest/job.ts";
import { isUncertain } from "../../plan/attempt-kinds.ts";
import type { PlanItem } from "../../plan/plan.ts";
import type { ClipOrder } from "../../provider/provider.ts";
import { attemptOf, type Ending, type RunContext, record, stop, type Work } from "../context.ts";
import type { Downloads } from "../fetch/downloads.ts";
import { ClipFetch } from "../fetch/fetch-clip.ts";
import { leave } from "../leave.ts";
import { type TakenPicture, takePictures, withMadeClips } from "../pictures/clip-pictures.ts";
import type { Uploads } from "../pictures/uploads.ts";
import { type FollowedTask, follow } from "../polling/follow.ts";
import type { Budget } from "./budget.ts";
import { lookUp } from "./look-up.ts";
import { reject } from "./reject.ts";
import { submit } from "./submit.ts";
import { holdUncertain, reportUncertain } from "./uncertain.ts";

/** What the steps that spend share. */
export interface RenderContext extends RunContext {
  readonly uploads: Uploads;
  readonly budget: Budget;
  readonly downloads: Downloads;
}

/** How far a piece of work came while it held a slot: a completed task leaves only its download. */
export type Reached =
  | { readonly kind: "completed"; readonly attemptId: string }
  | { readonly kind: "ended"; readonly ending: Ending };

/** Takes a job from its pictures to a completed task. */
export async function renderJob(
  context: RenderContext,
  work: Work,
  item: PlanItem,
  resubmits = 0,
): Promise<Reached> {
  const { job: planned } = item;
  if (planned === undefined) throw new Error("only a job of today's storyboard is rendered");
  if (context.gate.submits.aborted) return ended("not_started");
  const made = withMadeClips(context, planned);
  // What was only looked up has not waited for the clips that it needs: the next run does.
  if (!made.ok)
    return item.action === "resume" ? ended("not_started") : reportFailed(context, work, made.error);
  const job = made.value;
  if (item.reason === "changed" && isPaidFor(context, work, job)) return holdPaidFor(context, work);
  const had = await lookForPaidClip(context, work, item);
  if (had !== undefined) return had;
  if (!reserve(context, item)) return ended("not_started");
  const reached = await uploadAndSubmit(context, work, { item, job, resubmits });
  if (cameToNothing(context, work, reached)) context.budget.release(item);
  return reached;
}

/** A clip that was made anew may be the very one that it was, as where a provider repeats a result. What was made from it stands then. */
function isPaidFor({ store }: RunContext, { ref }: Work, job: Job): boolean {
  const attempts = store.get(ref.id, ref.take)?.attempts ?? [];
  return attempts.some(({ state, fingerprint }) => state !== "failed" && fingerprint === job.fingerprint);
}

function holdPaidFor({ emit }: RunContext, { ref }: Work): Reached {
  const message =
    "Not sent: the clip that it needs is the same as before, and so it is paid for already. The next run takes its clip.";
  emit({ type: "warning", ...ref, code: "paid_already", message });
  return ended("held");
}

/** One submit of one job. */
interface Rendering {
  readonly item: PlanItem;
  readonly job: Job;
  /** How often this run has submitted the job anew because a look-up found nothing of the submit before. */
  readonly resubmits: number;
}

/** A look-up can be wrong, so a job is not sent again and again on its word. */
const mostResubmits = 2;

function reserve(context: RenderContext, item: PlanItem): boolean {
  if (context.budget.reserve(item)) return true;
  stop(context, "budget", "The next shot would pass the limit set for this run.");
  return false;
}

/** `--missing`: a clip that was paid for is bought again only when the provider says that it is gone. */
async function lookForPaidClip(
  context: RenderContext,
  work: Work,
  { job, attempt, reason }: PlanItem,
): Promise<Reached | undefined> {
  // Of a clip that was sent back, another roll is wanted.
  if (reason === "rejected") return undefined;
  const isPaid = attempt?.state === "done" && attempt.fingerprint === job?.fingerprint;
  if (!isPaid || attempt.taskId === undefined || attempt.provider !== job?.contract.provider)
    return undefined;
  const fetch = new ClipFetch(context, work, attempt.attemptId);
  const found = await context.downloads.add(attempt.expiresAt, (slot) => fetch.look(slot));
  switch (found.kind) {
    case "placed":
      return ended("done");
    case "unavailable":
      return ended(await leave(context, work, attempt.attemptId, found.error));
    case "gone":
      return context.gate.submits.aborted ? ended("not_started") : undefined;
    default:
      return unreachable(found);
  }
}

/** Is it certain that nothing was paid? A task that was accepted and failed may have been. */
function cameToNothing(context: RunContext, { ref }: Work, reached: Reached): boolean {
  if (reached.kind !== "ended") return false;
  if (reached.ending === "not_started") return true;
  const newest = context.store.get(ref.id, ref.take)?.attempts.at(-1);
  return reached.ending === "failed" && newest?.taskId === undefined;
}

async function uploadAndSubmit(context: RenderContext, work: Work, rendering: Rendering): Promise<Reached> {
  const { job, item } = rendering;
  const taken = await takePictures(context, job);
  if (!taken.ok) {
    await reject(context, job, { error: taken.error, price: item.price });
    return reportFailed(context, work, taken.error);
  }
  const own = job.pictures.map((picture) => ({ reference: `sha256:${picture.sha256}`, picture }));
  const uploaded = await uploadAll(context, work, { ...rendering, pictures: [...own, ...taken.value] });
  for (const { picture } of taken.value) await context.output.dropPicture(picture.file);
  return uploaded instanceof Map ? await submitAndFollow(context, work, rendering, uploaded) : uploaded;
}

/** The addresses of all pictures, by what the request has in their places; or how the job ended without them. */
async function uploadAll(
  context: RenderContext,
  work: Work,
  { job, item, pictures: wanted }: Rendering & { readonly pictures: readonly TakenPicture[] },
): Promise<Map<string, string> | Reached> {
  const { ref } = work;
  if (wanted.length > 0) context.emit({ type: "shot_state", ...ref, state: "uploading" });
  const uploads = await Promise.all(
    wanted.map(async ({ reference, picture }) => ({
      reference,
      upload: await context.uploads.urlOf(picture, ref),
    })),
  );
  const pictures = new Map<string, string>();
  for (const { reference, upload } of uploads) {
    switch (upload.kind) {
      case "failed":
        await reject(context, job, { error: upload.error, price: item.price });
        return reportFailed(context, work, upload.error);
      case "stopped":
        return ended("not_started");
      case "uploaded":
        pictures.set(reference, upload.url);
        break;
      default:
        return unreachable(upload);
    }
  }
  return pictures;
}

async function submitAndFollow(
  context: RenderContext,
  work: Work,
  rendering: Rendering,
  pictures: ClipOrder["pictures"],
): Promise<Reached> {
  const { ref } = work;
  const { job, item, resubmits } = rendering;
  context.emit({ type: "shot_state", ...ref, state: "submitting" });
  const submitted = await submit(context, job, { ref, pictures, price: item.price });
  switch (submitted.kind) {
    case "stopped":
      return ended("not_started");
    case "failed":
      return reportFailed(context, work, submitted.error);
    case "uncertain": {
      if (!job.canLookUp) {
        await holdUncertain(context, work, submitted);
        return ended("uncertain");
      }
      const settled = await settleByLookUp(context, work, { ...submitted, resubmits });
      if (settled !== "absent") return settled;
      // It never arrived, so the job is as new as it was; sending it is a new expense all the same.
      if (!reserve(context, item)) return ended("not_started");
      return await submitAndFollow(context, work, { ...rendering, resubmits: resubmits + 1 }, pictures);
    }
    case "accepted":
      context.balance.accepted += 1;
      context.emit({ type: "shot_state", ...ref, state: "queued", taskId: submitted.taskId });
      return await followTask(context, work, submitted);
    default:
      return unreachable(submitted);
  }
}

/** Carries on with a task that the provider has, or settles a submit whose outcome an earlier run did not see. */
export async function resumeJob(context: RenderContext, work: Work, item: PlanItem): Promise<Reached> {
  const { attempt, job } = item;
  if (attempt === undefined) throw new Error("there is an attempt to carry on with");
  const { attemptId, taskId } = attempt;
  if (taskId === undefined) {
    const settled = await settleByLookUp(context, work, { attemptId, resubmits: 0 });
    if (settled !== "absent") return settled;
    // Of a submit beside the one that counts, nothing more is wanted.
    if (job === undefined || work.superseded) return ended("settled");
    // Another provider has an account of its own; the plan looks up only what is of the job's provider.
    if (job.contract.provider !== attempt.provider) return ended("uncertain");
    if (isInDoubt(context, work)) return ended("uncertain");
    // A look-up has not waited for clips that are still to come, and those of today's record are of earlier inputs.
    if (job.needs.length > 0) return ended("not_started");
    return await renderJob(context, work, item, 1);
  }
  const state = attempt.state === "in_progress" ? "in_progress" : "queued";
  context.emit({ type: "shot_state", ...work.ref, state, taskId });
  return await followTask(context, work, { taskId, attemptId });
}

/** Is another submit of this take of unknown outcome, too? Its own work settles it, and the next run goes on from there. */
function isInDoubt({ store }: RunContext, { ref }: Work): boolean {
  return store.get(ref.id, ref.take)?.attempts.some(isUncertain) === true;
}

/** Where a submit never arrived, its attempt is gone from the record afterwards: `absent`. */
async function settleByLookUp(
  context: RunContext,
  work: Work,
  submitted: { readonly attemptId: string; readonly lostAt?: number; readonly resubmits: number },
): Promise<Reached | "absent"> {
  const { attemptId, lostAt, resubmits } = submitted;
  const { id, take } = work.ref;
  const attempt = attemptOf(context, work.ref, attemptId);
  if (attempt === undefined) throw new Error("an attempt that is looked up is on record");
  const found = await lookUp(context, {
    ref: work.ref,
    attempt,
    job: work.job,
    ...(lostAt === undefined ? {} : { lostAt }),
  });
  switch (found.kind) {
    case "absent":
      context.outcomes.absent();
      if (resubmits >= mostResubmits) return await holdUnsettled(context, work, attemptId, sentOften);
      await record(context, { id, take, attemptId, type: "withdrawn" });
      return "absent";
    case "found":
      context.emit({ type: "shot_state", ...work.ref, state: "queued", taskId: found.taskId });
      return await followTask(context, work, { taskId: found.taskId, attemptId });
    case "unsettled":
      return await holdUnsettled(context, work, attemptId, found.error);
    default:
      return unreachable(found);
  }
}

const sentOften: Cause = {
  code: "never_arrives",
  message: "The provider knows none of several submits of this shot, so it is not sent again in this run.",
};

async function holdUnsettled(
  context: RunContext,
  work: Work,
  attemptId: string,
  error: Cause,
): Promise<Reached> {
  const { id, take } = work.ref;
  await record(context, { id, take, attemptId, type: "uncertain", error });
  reportUncertain(context, work, attemptId);
  return ended("uncertain");
}

async function followTask(context: RunContext, work: Work, task: FollowedTask): Promise<Reached> {
  const ending = await follow(context, work, task);
  switch (ending.kind) {
    case "completed":
      return { kind: "completed", attemptId: task.attemptId };
    case "failed":
      return reportFailed(context, work, ending.error, task.taskId);
    case "left":
      return ended(await leave(context, work, task.attemptId, ending.error));
    default:
      return unreachable(ending);
  }
}

function reportFailed(context: RunContext, work: Work, error: Cause, taskId?: string): Reached {
  context.emit({ type: "shot_failed", ...work.ref, error, ...(taskId === undefined ? {} : { taskId }) });
  return ended("failed");
}

function ended(ending: Ending): Reached {
  return { kind: "ended", ending };
}
