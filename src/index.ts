/**
 * dailies as a library, without the command line. `openFilm` is the way in: check, plan, status, run. Below it, the steps
 * one by one: `loadStoryboard` -> `openStore` -> `makePlan` -> `runPlan`, with `createToApis` as the provider;
 * `runSession` is the whole of a run with its lock, limits and lockfile.
 */

import { type LoadOptions, loadStoryboard as load } from "./manifest/load-storyboard.ts";
import { knowsProvider, pictureLimit } from "./provider/providers.ts";

export type { JsonObject, JsonValue } from "./base/json.ts";
export type { Result } from "./base/result.ts";
export { type Clock, systemClock } from "./base/time/clock.ts";
export { ClipFolder } from "./clips/clip-folder.ts";
export type { CutClip, CutItem, CutProblem } from "./cut/cut-item.ts";
export { type AssembledFilm, assembleFilm } from "./cut/film/assemble.ts";
export { type DiagnosticCode, diagnosticCodes } from "./diagnostics/codes.ts";
export type { Diagnostic, SourceFile, SourceRange } from "./diagnostics/diagnostic.ts";
export { printDiagnostics } from "./diagnostics/print.ts";
export { cutList } from "./film/cut-list.ts";
export { type Film, type FilmPlan, openFilm } from "./film/open-film.ts";
export { type ResolveProblem, type Resolving, resolveSubmit } from "./film/record/resolve-submit.ts";
export { openRehearsal, type Rehearsal } from "./film/rehearsal/rehearsal.ts";
export { type RunOptions, rescueFilm } from "./film/run-film.ts";
export type { FilmStatus, ShotStatus } from "./film/status/shot-status.ts";
export { statePaths } from "./lockfile/paths.ts";
export { openStore, readState } from "./lockfile/store.ts";
export type { Billing, Inputs, Job, LocalPicture } from "./manifest/job.ts";
export type { LoadedStoryboard, LoadOptions } from "./manifest/load-storyboard.ts";
export { makePlan } from "./plan/make/make-plan.ts";
export type { PlanRequest, Selection } from "./plan/make/plan-request.ts";
export { makeRescuePlan } from "./plan/make/rescue-plan.ts";
export { checkSpending, type SpendingLimits, type SpendingVerdict } from "./plan/money/spending.ts";
export type * from "./plan/plan.ts";
export { planHash } from "./plan/plan-hash.ts";
export { parseApiKey } from "./provider/http/api/api-key.ts";
export type * from "./provider/provider.ts";
export { parseBaseUrl } from "./provider/toapis/base-url.ts";
export { createToApis, type ToApisOptions } from "./provider/toapis/to-apis.ts";
export type { RunDependencies, RunSettings, RunStore } from "./run/context.ts";
export type * from "./run/events.ts";
export { exitCodeOf, exitCodes } from "./run/exit-code.ts";
export type { RunOutcome } from "./run/plan-run.ts";
export { runPlan } from "./run/runner.ts";
export type { SessionOutcome, SessionRequest } from "./run/session/request.ts";
export { runSession } from "./run/session.ts";
export { acquireRunLock } from "./run-lock/run-lock.ts";
export type { Attempt, AttemptState, ClipFacts, LockState, TakeRecord } from "./state/state.ts";

/** Reads and checks a storyboard with its pictures, which are held against the limits of the providers that will take them. */
export function loadStoryboard(options: LoadOptions): ReturnType<typeof load> {
  return load({ pictureLimit, knowsProvider, ...options });
}
