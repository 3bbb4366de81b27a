import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { systemClock } from "../base/time/clock.ts";
import { ClipFolder } from "../clips/clip-folder.ts";
import { type StatePaths, statePaths } from "../lockfile/paths.ts";
import { makeRescuePlan } from "../plan/make/rescue-plan.ts";
import type { SpendingLimits } from "../plan/money/spending.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "../run/events.ts";
import type { PlanKnowledge, SessionOutcome, SessionRequest } from "../run/session/request.ts";
import { runSession } from "../run/session.ts";
import { RunRecorder } from "../run-record/run-recorder.ts";
import type { FilmFile, OutputPlace } from "./output-place.ts";

/** How a run is carried out, whatever it is about. */
export interface RunOptions {
  /** What the run is called, for whoever finds its lock: `render`. */
  readonly command: string;
  /** The adaptor of a provider, asked for where there is work for it; `undefined` without a key. */
  readonly connect: SessionRequest["connect"];
  /** Tasks in flight at most at each provider. */
  readonly concurrency: number | "auto";
  /** Clips fetched at once. */
  readonly downloads: number;
  /** Each provider's documented one unless given. */
  readonly pollIntervalMs?: number | undefined;
  /** How long to wait for another run on this storyboard; not at all unless given. */
  readonly lockTimeoutMs?: number | undefined;
  readonly limits?: SpendingLimits;
  readonly payAgain?: boolean | undefined;
  /** The plan that was agreed to: any other is refused. */
  readonly planHash?: string | undefined;
  /** Takes pictures out of clips, for shots that are chained to others; the optional packages unless given. */
  readonly loadStills?: SessionRequest["loadStills"];
  /** Crops and pads frames; the optional package unless given. */
  readonly loadFitter?: SessionRequest["loadFitter"];
  readonly interrupt: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Called with the plan before anything is done. */
  readonly onPlan?: (plan: Plan) => void;
}

/** What a run works on. */
export interface RunSubject extends FilmFile {
  readonly paths: StatePaths;
  readonly output: OutputPlace;
  readonly planOf: (known: PlanKnowledge) => Plan;
  /** The plan is about some of the takes only, as a rescue's is. */
  readonly isPartial?: boolean;
}

/** One run, from its lock to its lockfile. What it does and when is kept for `dailies report`. */
export async function runFilm(subject: RunSubject, options: RunOptions): Promise<SessionOutcome> {
  const file = resolve(subject.cwd, subject.file);
  const command = `dailies ${options.command}`;
  const recorder = new RunRecorder({ file, kind: subject.paths.kind, command, clock: systemClock });
  try {
    return await runRecorded(subject, options, recorder);
  } finally {
    await recorder.close();
  }
}

function runRecorded(
  subject: RunSubject,
  options: RunOptions,
  recorder: RunRecorder,
): Promise<SessionOutcome> {
  const { file, cwd, paths, output, planOf, isPartial = false } = subject;
  const { command, connect, concurrency, downloads, pollIntervalMs, interrupt, emit, onPlan } = options;
  const { kind, storyboard } = paths;
  return runSession({
    paths,
    command: `dailies ${command}`,
    lockTimeoutMs: options.lockTimeoutMs ?? 0,
    output: new ClipFolder(output.path, { storyboard: resolve(cwd, file), kind }),
    planOf: (known) => {
      const plan = planOf(known);
      onPlan?.(plan);
      recorder.planned(plan);
      return plan;
    },
    limits: options.limits ?? {},
    payAgain: options.payAgain === true,
    ...(options.planHash === undefined ? {} : { planHash: options.planHash }),
    isPartial,
    ...(options.loadStills === undefined ? {} : { loadStills: options.loadStills }),
    ...(options.loadFitter === undefined ? {} : { loadFitter: options.loadFitter }),
    connect: async (name) => {
      const provider = await connect(name);
      return provider === undefined ? undefined : recorder.counted(provider);
    },
    settings: { storyboard, rehearsal: kind === "rehearsal", concurrency, downloads, pollIntervalMs },
    interrupt,
    clock: systemClock,
    random: Math.random,
    mintAttemptId: randomUUID,
    emit: (event) => {
      emit(event);
      recorder.handle(event);
    },
  });
}

/** Fetches every paid clip that is not on disk, from lockfile and journal alone: the storyboard may be broken, or gone. */
export function rescueFilm(
  film: FilmFile & { output: OutputPlace },
  options: RunOptions,
): Promise<SessionOutcome> {
  const planOf: RunSubject["planOf"] = ({ state, clipOnDisk, now }) =>
    makeRescuePlan(state, { clipOnDisk, now });
  const paths = statePaths(film.file, { rehearsal: false });
  return runFilm({ ...film, paths, planOf, isPartial: true }, options);
}
