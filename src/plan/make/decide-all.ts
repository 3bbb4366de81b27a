import { unreachable } from "../../base/unreachable.ts";
import { noChoices } from "../../choices/choices.ts";
import type { Job, Need } from "../../manifest/job.ts";
import { type ClipFacts, recordOf, type TakeRecord } from "../../state/state.ts";
import { type ChainFacts, inChainOrder, type JobOutlook, neededClip, withClips } from "./chains.ts";
import { beforeClips, decide, select, type Verdict } from "./job-verdict.ts";
import type { SettledRequest } from "./plan-request.ts";

export interface Decided {
  /** With the clips that it takes pictures of, as far as they are known. */
  readonly job: Job;
  readonly verdict: Verdict;
}

/** Decides about every job; about those whose clips others take first. */
export function decideAll(request: SettledRequest): ReadonlyMap<string, Decided> {
  const decided = new Map<string, Decided>();
  const outlooks = new Map<string, JobOutlook[]>();
  const facts: ChainFacts = {
    state: request.state,
    choices: request.choices ?? noChoices,
    outlooksOf: (id) => outlooks.get(id) ?? [],
  };
  for (const job of inChainOrder(request.jobs)) {
    const { id, take } = job;
    const record = recordOf(request.state, id, take);
    const one =
      job.needs.length === 0
        ? { job, verdict: decide(job, record, request) }
        : decideChained(job, record, { request, facts });
    decided.set(takeKey(id, take), one);
    const { action } = select(one.verdict, id, request);
    const { attempt } = one.verdict;
    const clip = attempt?.state === "done" ? attempt.clip : undefined;
    const outlook = { job, whole: one.verdict, action, clip };
    const known = outlooks.get(id);
    if (known === undefined) outlooks.set(id, [outlook]);
    else known.push(outlook);
  }
  return decided;
}

/** A job that takes pictures out of other shots' clips: its inputs are known when these are. */
function decideChained(
  job: Job,
  record: TakeRecord | undefined,
  { request, facts }: { readonly request: SettledRequest; readonly facts: ChainFacts },
): Decided {
  const clips = new Map<string, ClipFacts>();
  const waitsFor: Need[] = [];
  let isLost = false;
  for (const { id } of job.needs) {
    const needed = neededClip(id, facts);
    switch (needed.kind) {
      case "known":
        clips.set(id, needed.clip);
        if (needed.isComing && needed.take !== undefined) waitsFor.push({ id, take: needed.take });
        else if (request.clipOnDisk(needed.clip).kind !== "intact") isLost = true;
        break;
      case "to_come":
        waitsFor.push({ id, take: needed.take });
        break;
      case "none":
        isLost = true;
        break;
      default:
        return unreachable(needed);
    }
  }
  const bound = withClips(job, clips, waitsFor);
  const isKnown = clips.size === job.needs.length;
  const verdict = isKnown ? decide(bound, record, request) : beforeClips(bound, record);
  // A clip that is there already, or paid for, needs nothing more; only a new one needs the pictures.
  if (isLost && verdict.action === "render") {
    return { job: bound, verdict: { action: "hold", reason: "needs_clip" } };
  }
  return { job: bound, verdict };
}

export function takeKey(id: string, take: number): string {
  return `${id} ${take}`;
}
