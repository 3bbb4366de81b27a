import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { systemClock } from "../base/time/clock.ts";
import { ClipFolder } from "../clips/clip-folder.ts";
import { type StatePaths, statePaths } from "../lockfile/paths.ts";
import { makeRescuePlan } from "../plan/make/rescue-plan.ts";
import type { SpendingLimits } from "../plan/money/spending.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "../run/events.ts";
import type {
  PlanKnowledge,
  SessionOutcome,
  SessionRequest,
  SharedRequest,
  StoryboardRequest,
} from "../run/session/request.ts";
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
  readonly complete?: StoryboardRequest["complete"];
  /** Called when a run is over that began. */
  readonly ended?: () => Promise<void>;
}

/** One run, from its lock to its lockfile. What it does and when is kept for `dailies report`. */
export async function runFilm(subject: RunSubject, options: RunOptions): Promise<SessionOutcome> {
  const recorder = recorderOf(subject, options);
  const { connect, onPlan } = options;
  const request = storyboardRequest(subject, recorder, {
    ...options,
    onPlan: onPlan ?? (() => {}),
    connect: async (name) => {
      const provider = await connect(name);
      return provider === undefined ? undefined : recorder.counted(provider);
    },
  });
  try {
    const outcome = await runSession({
      ...request,
      ...sharedRequest(options, request.emit),
      settings: { ...request.settings, ...settingsOf(options) },
    });
    if (outcome.kind === "finished") await subject.ended?.();
    return outcome;
  } finally {
    await recorder.close();
  }
}

export function recorderOf(
  { cwd, file, paths }: RunSubject,
  { command }: Pick<RunOptions, "command">,
): RunRecorder {
  const storyboard = resolve(cwd, file);
  return new RunRecorder({
    file: storyboard,
    kind: paths.kind,
    command: `dailies ${command}`,
    clock: systemClock,
  });
}

/** What a storyboard brings to a session; the recorder hears its events. */
export function storyboardRequest(
  subject: RunSubject,
  recorder: RunRecorder,
  options: Pick<RunOptions, "command" | "payAgain" | "loadStills" | "loadFitter" | "emit" | "connect"> & {
    readonly onPlan: (plan: Plan) => void;
  },
): StoryboardRequest {
  const { file, cwd, paths, output, planOf, isPartial = false, complete } = subject;
  const { command, connect, emit, onPlan, loadStills, loadFitter } = options;
  const { kind, storyboard } = paths;
  return {
    paths,
    command: `dailies ${command}`,
    output: new ClipFolder(output.path, { storyboard: resolve(cwd, file), kind }),
    planOf: (known) => {
      const plan = planOf(known);
      onPlan(plan);
      recorder.planned(plan);
      return plan;
    },
    payAgain: options.payAgain === true,
    isPartial,
    connect,
    settings: { storyboard, rehearsal: kind === "rehearsal" },
    mintAttemptId: randomUUID,
    emit: (event) => {
      emit(event);
      recorder.handle(event);
    },
    ...(complete === undefined ? {} : { complete }),
    ...(loadStills === undefined ? {} : { loadStills }),
    ...(loadFitter === undefined ? {} : { loadFitter }),
  };
}

/** What the options say of a session, whichever storyboards are in it. */
export function sharedRequest(
  options: Pick<RunOptions, "lockTimeoutMs" | "limits" | "planHash" | "interrupt"> & SettingsOptions,
  emit: (event: RunEvent) => void,
): SharedRequest {
  const { planHash, interrupt } = options;
  return {
    lockTimeoutMs: options.lockTimeoutMs ?? 0,
    limits: options.limits ?? {},
    ...(planHash === undefined ? {} : { planHash }),
    settings: settingsOf(options),
    interrupt,
    clock: systemClock,
    random: Math.random,
    emit,
  };
}

type SettingsOptions = Pick<RunOptions, "concurrency" | "downloads" | "pollIntervalMs">;

function settingsOf({ concurrency, downloads, pollIntervalMs }: SettingsOptions): SharedRequest["settings"] {
  return { concurrency, downloads, pollIntervalMs };
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
