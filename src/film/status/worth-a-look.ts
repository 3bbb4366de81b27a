import { isDecided, judgedClip } from "../../choices/choices.ts";
import { type ClipWorthALook, refOf } from "../../run/events.ts";
import type { IsNamed } from "../select/select-shots.ts";
import { attemptInPlace, checksVersion, clipFindings, type FindingsRequest } from "./clip-findings.ts";

/** What the end of a run says of the clips. */
export interface ClipsToSee {
  /** In film order. */
  readonly worthALook: readonly ClipWorthALook[];
  /** How many were never decoded to see what is in them. */
  readonly notInspected: number;
}

/** The clips of the named shots that nobody has decided about yet: who chose or sent back a clip has seen it. */
export function clipsToSee(request: FindingsRequest, isNamed: IsNamed = () => true): ClipsToSee {
  const { jobs, state, choices } = request;
  const findings = clipFindings(request);
  const worthALook: ClipWorthALook[] = [];
  let notInspected = 0;
  for (const job of jobs) {
    const attempt = isNamed(job.id) ? attemptInPlace(state, job) : undefined;
    if (attempt?.clip === undefined) continue;
    if (isDecided(choices.get(job.id), judgedClip(job.take, attempt.clip))) continue;
    if (attempt.checks?.version !== checksVersion) notInspected += 1;
    const found = findings.get(attempt.attemptId) ?? [];
    if (found.length > 0) worthALook.push({ ...refOf(job), findings: found });
  }
  return { worthALook, notInspected };
}
