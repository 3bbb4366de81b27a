import { resolve } from "node:path";
import type { Cause } from "../base/cause.ts";
import { failure, type Result, success } from "../base/result.ts";
import { systemClock } from "../base/time/clock.ts";
import { type Choices, noChoices, withRenamedChoices } from "../choices/choices.ts";
import { readChoices } from "../choices/read-choices.ts";
import { renameChoices } from "../choices/write-choices.ts";
import { ClipFolder } from "../clips/clip-folder.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type StatePaths, statePaths } from "../lockfile/paths.ts";
import { readState } from "../lockfile/store.ts";
import type { Billing, Job } from "../manifest/job.ts";
import { type LoadedStoryboard, loadStoryboard } from "../manifest/load-storyboard.ts";
import { amountOf } from "../manifest/prices.ts";
import { type LoadCache, StoryboardCache } from "../manifest/storyboard-cache.ts";
import { makePlan } from "../plan/make/make-plan.ts";
import type { Selection } from "../plan/make/plan-request.ts";
import { withRenames } from "../plan/make/renames.ts";
import { checkSpending, type HeldPlan, type SpendingLimits } from "../plan/money/spending.ts";
import { paidPrices, wholeSum } from "../plan/money/spent.ts";
import type { Plan, Price } from "../plan/plan.ts";
import { recordedClips } from "../plan/recorded-clips.ts";
import { knowsProvider, pictureLimit } from "../provider/providers.ts";
import { claimsOf, idsOf } from "../run/output/claims.ts";
import type { PlanKnowledge, SessionOutcome } from "../run/session/request.ts";
import { isRunLockHeld } from "../run-lock/run-lock.ts";
import type { Attempt, LockState } from "../state/state.ts";
import type { Explanation, NoExplanation } from "./explanation.ts";
import { type FilmFile, type OutputPlace, outputPlace, rehearsalOutput } from "./output-place.ts";
import type { FilmProblem, OutputProblem } from "./problem.ts";
import { MissingPictures } from "./rehearsal/missing-pictures.ts";
import { type RunOptions, type RunSubject, runFilm } from "./run-film.ts";
import type { SinceProblem } from "./select/changed-since.ts";
import { type IsNamed, type NamesNoShot, type ShotFilter, selectShots } from "./select/select-shots.ts";
import { clipFindings } from "./status/clip-findings.ts";
import { supersededClips, unmatchedChoices } from "./status/clip-lists.ts";
import { type FilmStatus, shotStatuses } from "./status/shot-status.ts";
import { type ClipsToSee, clipsToSee } from "./status/worth-a-look.ts";

export interface OpenOptions {
  /** The storyboard's path, as the user wrote it. */
  readonly file: string;
  /** A folder for the clips in place of the storyboard's own, relative to the current one. */
  readonly output?: string | undefined;
  /** The rehearsal's clips and state, not the render's. */
  readonly isRehearsal?: boolean;
  /** Cards for the pictures that a rehearsal's storyboard lacks; without it, they are gone before the film is open. */
  readonly missing?: MissingPictures | undefined;
  /** Leaves no file behind, not even one that would make the next look faster. */
  readonly changesNothing?: boolean;
}

/**
 * A storyboard that passed every check, with its record and its clips: what the command line, the library and every other
 * door use. Fails with all that is wrong with the user's files.
 */
export async function openFilm(options: OpenOptions): Promise<Result<Film, readonly Diagnostic[]>> {
  const { file, isRehearsal = false, changesNothing = false } = options;
  const at: FilmFile = { file, cwd: resolve(".") };
  const asked = options.output ?? (isRehearsal ? await rehearsalOutput(at) : undefined);
  const cache = StoryboardCache.open(file);
  const missing = isRehearsal ? (options.missing ?? new MissingPictures()) : undefined;
  const loaded = await loadStoryboard({
    file,
    pictureLimit,
    knowsProvider,
    cache: changesNothing ? readOnly(cache) : cache,
    ...(asked === undefined ? {} : { overrides: { output: resolve(at.cwd, asked) } }),
    ...(missing !== undefined && { standIn: (picture: string) => missing.standIn(picture) }),
  });
  if (options.missing === undefined) missing?.remove();
  const chosen = isRehearsal ? success({ choices: noChoices }) : readChoices(file);
  if (!loaded.ok) return chosen.ok ? loaded : failure([...loaded.error, ...chosen.error]);
  if (!chosen.ok) return chosen;
  const paths = statePaths(file, { rehearsal: isRehearsal });
  return success(new Film(at, { storyboard: loaded.value, choices: chosen.value.choices, paths }));
}

function readOnly(cache: LoadCache): LoadCache {
  return {
    get: (key) => cache.get(key),
    set: (key, facts) => cache.set(key, facts),
    recall: (key, context) => cache.recall(key, context),
    remember: () => {},
  };
}

/** A plan, and what a run of it would meet. */
export interface FilmPlan {
  readonly plan: Plan;
  /** What was on record and on disk when it was made. */
  readonly known: PlanKnowledge;
  /** The plan held against the limits; absent where there are none. */
  readonly held?: HeldPlan;
  /** Why a render of it would not begin. */
  readonly refusal?: OutputProblem;
}

/** What a run is to do. */
export type RunSelection = Omit<Selection, "isNamed"> & { readonly isNamed?: IsNamed };

export class Film {
  /** As the user wrote it. */
  readonly file: string;
  readonly storyboard: Omit<LoadedStoryboard, "jobs">;
  /** In film order. */
  readonly jobs: readonly Job[];
  readonly output: OutputPlace;
  readonly paths: StatePaths;
  /** What was decided about the clips. */
  readonly choices: Choices;
  /** Shots with `skip: true`: they keep what they have. */
  readonly keptIds: ReadonlySet<string>;
  readonly #at: FilmFile;

  constructor(
    at: FilmFile,
    about: {
      readonly storyboard: LoadedStoryboard;
      readonly choices: Choices;
      readonly paths: StatePaths;
    },
  ) {
    const { jobs, ...storyboard } = about.storyboard;
    this.file = at.file;
    this.storyboard = storyboard;
    this.jobs = jobs;
    this.output = outputPlace(at, storyboard.output);
    this.paths = about.paths;
    this.choices = about.choices;
    this.keptIds = new Set(storyboard.skipped);
    this.#at = at;
  }

  /**
   * The shots that a filter selects.
   *
   * @param isOneOfSeveral what names no shot of this film is no mistake: another film may have them
   */
  async select(
    filter: ShotFilter,
    { isOneOfSeveral = false }: { readonly isOneOfSeveral?: boolean } = {},
  ): Promise<Result<IsNamed, NamesNoShot | SinceProblem>> {
    const { since } = filter;
    // Reads a second storyboard, which hardly any command asks for.
    const { changedSince } = since === undefined ? {} : await import("./select/changed-since.ts");
    const changed = since === undefined ? undefined : await changedSince?.(since, this);
    if (changed?.ok === false) return changed;
    return await selectShots(filter, {
      shots: this.jobs,
      skipped: this.keptIds,
      changed: changed?.value,
      mayNameNone: isOneOfSeveral,
    });
  }

  /** What a render would do, from the storyboard, the record and the names of the clips on disk. Changes nothing. */
  async plan(
    selection: RunSelection = {},
    limits: SpendingLimits = {},
  ): Promise<Result<FilmPlan, FilmProblem>> {
    const looked = await this.look();
    if (!looked.ok) return looked;
    const known = looked.value;
    const plan = this.#planOf(selection, known);
    const verdict = checkSpending(plan, limits);
    if (verdict.kind === "price_unknown") return failure(verdict);
    const refusal = await this.#foreseenRefusal(plan);
    return success({
      plan,
      known,
      ...(Object.keys(limits).length === 0 ? {} : { held: { limits, verdict } }),
      ...(refusal === undefined ? {} : { refusal }),
    });
  }

  /** The state of every take. Changes nothing. */
  async status(isNamed?: IsNamed): Promise<Result<FilmStatus, FilmProblem>> {
    const looked = await this.look();
    if (!looked.ok) return looked;
    const known = looked.value;
    return success(await this.statusOf({ plan: this.#planOf({}, known), known }, isNamed));
  }

  /** The state of every take, as a plan without a selection found it. */
  async statusOf({ plan, known }: Pick<FilmPlan, "plan" | "known">, isNamed?: IsNamed): Promise<FilmStatus> {
    const { state, now } = known;
    const { jobs } = this;
    const choices = withRenamedChoices(this.choices, plan.renames);
    const renamed = withRenames(state, plan.renames);
    const isRehearsal = this.paths.kind === "rehearsal";
    const prices = isRehearsal ? [] : paidPrices(renamed, (attempt) => this.priceOfAttempt(attempt));
    const spent = wholeSum(prices);
    const statuses = shotStatuses({
      items: plan.items.filter(({ id }) => isNamed?.(id) ?? true),
      state: renamed,
      choices,
      output: this.output.beside,
      findings: clipFindings({ jobs, state: renamed, choices, isRehearsal }),
      isRunning: await isRunLockHeld(this.paths.runLock),
    });
    return {
      statuses,
      orphans: plan.orphans,
      superseded: supersededClips(renamed),
      unmatched: unmatchedChoices(choices, renamed),
      ...(spent === null ? {} : { spent }),
      isUnpaid: prices.length === 0,
      now,
    };
  }

  /** Where each value of a take comes from, what is sent for it, and what a render does with it and why. */
  async explain(id: string, take = 1): Promise<Result<Explanation, FilmProblem | NoExplanation>> {
    const { explainTake } = await import("./explain.ts");
    const planned = await this.plan();
    if (!planned.ok) return planned;
    const { file, jobs, keptIds, storyboard } = this;
    const { plan } = planned.value;
    return await explainTake(
      { id, take },
      { file, jobs, keptIds, source: storyboard.source, library: storyboard.library, plan },
    );
  }

  /** What is on record and on disk at this moment. */
  async look(): Promise<Result<PlanKnowledge, FilmProblem>> {
    const stored = await readState(this.paths);
    if (!stored.ok) return failure({ kind: "state_invalid", diagnostics: stored.error });
    const { state } = stored.value;
    const surveyed = await this.folder().survey(recordedClips(state));
    if (!surveyed.ok) return failure(unreadable(surveyed.error));
    return success({ state, ...surveyed.value, now: systemClock.now() });
  }

  /** The output folder, with what is known of its clips. */
  folder(): ClipFolder {
    const { cwd, file } = this.#at;
    return new ClipFolder(this.output.path, { storyboard: resolve(cwd, file), kind: this.paths.kind });
  }

  /** Renders what is left to do. `onState` gets the record before anything is done. */
  async run(
    selection: RunSelection,
    options: RunOptions,
    onState?: (state: LockState) => void,
  ): Promise<SessionOutcome> {
    return await runFilm(this.runSubject(selection, options, onState), options);
  }

  /** What a run of it works on. */
  runSubject(
    selection: RunSelection,
    { payAgain }: Pick<RunOptions, "payAgain">,
    onState?: (state: LockState) => void,
  ): RunSubject {
    const { paths, output } = this;
    let renames: Plan["renames"] = [];
    return {
      ...this.#at,
      paths,
      output,
      planOf: (known) => {
        onState?.(known.state);
        const plan = this.#planOf({ ...selection, payAgain: payAgain === true }, known);
        renames = plan.renames;
        return plan;
      },
      complete: (state) => this.#clipsToSee(state, { renames, isNamed: selection.isNamed }),
      // Choices that cannot be written are found under the old ids for as long as the record has these.
      // A rehearsal's record has renames of its own, and no choices.
      ended: async () => {
        if (renames.length > 0 && paths.kind === "render") await renameChoices(this.file, renames);
      },
    };
  }

  #clipsToSee(
    state: LockState,
    { renames, isNamed }: { readonly renames: Plan["renames"]; readonly isNamed: IsNamed | undefined },
  ): ClipsToSee {
    const choices = withRenamedChoices(this.choices, renames);
    const isRehearsal = this.paths.kind === "rehearsal";
    return clipsToSee({ jobs: this.jobs, state, choices, isRehearsal }, isNamed);
  }

  #planOf({ isNamed, ...others }: RunSelection, known: PlanKnowledge): Plan {
    const { jobs, choices, keptIds } = this;
    const selection = isNamed === undefined ? others : { ...others, isNamed };
    const priceOf = (billing: Billing): Price | null => this.priceOf(billing);
    return makePlan({ ...known, jobs, choices, keptIds, selection, priceOf });
  }

  async #foreseenRefusal(plan: Plan): Promise<OutputProblem | undefined> {
    const { render, resume, download } = plan.totals;
    if (render + resume + download === 0) return undefined;
    const claims = claimsOf(plan);
    const shared = await this.folder().sharedWith(claims.map(({ name }) => name));
    if (!shared.ok) return unreadable(shared.error);
    const other = shared.value;
    if (other !== undefined) return { kind: "output_shared", other, ids: idsOf(claims, other) };
    const { unrecordedClips: files } = plan;
    return files.length > 0 ? { kind: "unrecorded_clips", files } : undefined;
  }

  /** What an attempt cost, if it was paid for: by the price on record, or else by today's. */
  priceOfAttempt({ price, billing }: Attempt): Price | undefined {
    return price ?? (billing === undefined ? undefined : (this.priceOf(billing) ?? undefined));
  }

  /** What one clip costs, where the storyboard or the project names prices. */
  priceOf(billing: Billing): Price | null {
    const { prices } = this.storyboard;
    const amount = prices === undefined ? null : amountOf(prices, billing);
    return prices === undefined || amount === null ? null : { amount, currency: prices.currency };
  }
}

function unreadable(error: Cause): Extract<FilmProblem, { readonly error: Cause }> {
  return { kind: "output_unreadable", error };
}
