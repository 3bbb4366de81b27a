import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/base/time/clock.ts";
import { ClipFolder } from "../../src/clips/clip-folder.ts";
import { clipRequest } from "../../src/contracts/request/clip-request.ts";
import { statePaths } from "../../src/lockfile/paths.ts";
import { openStore, readState } from "../../src/lockfile/store.ts";
import { fingerprint as fingerprintOf } from "../../src/manifest/bind/fingerprint.ts";
import type { Job, LocalPicture } from "../../src/manifest/job.ts";
import type { StillReader } from "../../src/media/decode/still-picture.ts";
import type { FrameFitter } from "../../src/media/fit-frame.ts";
import { makePlan } from "../../src/plan/make/make-plan.ts";
import type { PlanRequest, Selection } from "../../src/plan/make/plan-request.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { recordedClips } from "../../src/plan/recorded-clips.ts";
import type { VideoProvider } from "../../src/provider/provider.ts";
import { createToApis } from "../../src/provider/toapis/to-apis.ts";
import type { RunDependencies, RunSettings } from "../../src/run/context.ts";
import type { RunEvent } from "../../src/run/events.ts";
import type { PlannedRun, RunOutcome } from "../../src/run/plan-run.ts";
import { runPlan } from "../../src/run/runner.ts";
import { type Attempt, recordOf } from "../../src/state/state.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testkit/test-server.ts";
import { contractOf } from "./contracts.ts";
import { hurriedClock } from "./hurried-clock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export const apiKey = "sk-test-0123456789abcdef";

export interface Rig {
  readonly folder: string;
  readonly clips: string;
  readonly server: TestServer;
  readonly clock: Clock;
}

/** A fake server and an empty folder: what every run needs. */
export async function rig(options: TestServerOptions = {}): Promise<Rig> {
  const folder = temporaryFolder();
  const clock = hurriedClock();
  const server = await startTestServer({
    apiKey,
    now: clock.now,
    generationMs: () => 60_000,
    ...options,
  });
  onTestFinished(() => server.close());
  return { folder, clips: join(folder, "clips"), server, clock };
}

const kling = contractOf("kling-v3@2026-05");
const seedance = contractOf("seedance-2@2026-08");

/** A validated job for kling-v3; the inputs make the fingerprint, as they do in a storyboard's. */
export function job(id: string, overrides: Partial<Job> = {}): Job {
  const prompt = overrides.inputs?.prompt ?? `prompt of ${id}`;
  const inputs = overrides.inputs ?? { model: "kling-v3@2026-05", prompt };
  return {
    id,
    take: 1,
    kind: "clip",
    needs: [],
    request: clipRequest(kling, { prompt }),
    contract: kling,
    pictures: [],
    inputs,
    fingerprint: fingerprintOf(inputs),
    clip: `${id}.mp4`,
    billing: { key: "kling-v3 720P", seconds: 5 },
    canLookUp: false,
    line: 7,
    ...overrides,
  };
}

/** The same for a model whose submits can be looked up, seedance-2. */
export function lookUpJob(id: string, prompt = `prompt of ${id}`): Job {
  return job(id, { canLookUp: true, contract: seedance, request: clipRequest(seedance, { prompt }) });
}

/** The same job with another prompt. */
export function rewritten(before: Job, prompt: string): Job {
  const { id, take, clip } = before;
  return job(id, {
    take,
    clip,
    inputs: { ...before.inputs, prompt },
    ...fingerprinted({ ...before.inputs, prompt }),
  });
}

function fingerprinted(inputs: Job["inputs"]): Pick<Job, "request" | "fingerprint"> {
  const fingerprint = fingerprintOf(inputs);
  return { request: clipRequest(kling, { prompt: inputs.prompt ?? "" }), fingerprint };
}

/** A job with local frames, written as files of the given content. */
export function framedJob(id: string, folder: string, frames: Readonly<Record<string, string>>): Job {
  const pictures = Object.entries(frames).map(([name, content], index): LocalPicture => {
    const file = join(folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const key = index === 0 ? "first_frame" : "last_frame";
    return {
      key,
      file,
      writtenAs: name,
      sha256,
      bytes: content.length,
      mimeType: "image/png",
    };
  });
  const digests = pictures.map(({ sha256 }) => `sha256:${sha256}`);
  const frameInputs = Object.fromEntries(pictures.map(({ key, sha256 }) => [key, `sha256:${sha256}`]));
  const inputs = { model: "kling-v3@2026-05", prompt: `prompt of ${id}`, ...frameInputs };
  const request = clipRequest(kling, { prompt: `prompt of ${id}`, image_urls: digests });
  const fingerprint = fingerprintOf(inputs);
  return job(id, { request, pictures, inputs, fingerprint });
}

export interface Run {
  readonly plan: Plan;
  readonly outcome: RunOutcome;
  readonly events: readonly RunEvent[];
}

export interface RunOptions {
  readonly selection?: Selection;
  readonly settings?: Partial<RunSettings>;
  readonly provider?: VideoProvider;
  /** Further ones, by name. */
  readonly others?: Readonly<Record<string, VideoProvider>>;
  readonly onEvent?: (event: RunEvent) => void;
  /** What takes pictures out of clips. */
  readonly stills?: StillReader;
  /** What crops and pads frames. */
  readonly fitter?: FrameFitter;
  readonly priceOf?: PlanRequest["priceOf"];
}

/** A film's plan, ready to be run. */
export interface Prepared {
  readonly planned: PlannedRun;
  readonly events: readonly RunEvent[];
  /** Ends as a process that ends: with its lockfile written, or with the journal alone. */
  close(as: "saved" | "killed"): Promise<void>;
}

/** Plans the jobs as the command line does, with a real lockfile, for a run through real HTTP. */
export async function prepare(rig: Rig, jobs: readonly Job[], options: RunOptions = {}): Promise<Prepared> {
  const opened = await openStore(statePaths(join(rig.folder, "film.yaml"), { rehearsal: false }));
  if (!opened.ok) throw new Error(opened.error.map(({ message }) => message).join("\n"));
  const store = opened.value;
  const output = new ClipFolder(rig.clips);
  const surveyed = await output.survey(recordedClips(store.state));
  if (!surveyed.ok) throw new Error(surveyed.error.message);
  const plan = makePlan({
    jobs,
    state: store.state,
    ...surveyed.value,
    now: rig.clock.now(),
    ...(options.selection === undefined ? {} : { selection: options.selection }),
    ...(options.priceOf === undefined ? {} : { priceOf: options.priceOf }),
  });
  const providers = new Map<string | undefined, VideoProvider>([
    [undefined, options.provider ?? providerFor(rig)],
    ...Object.entries(options.others ?? {}),
  ]);
  const events: RunEvent[] = [];
  let minted = 0;
  const dependencies: RunDependencies = {
    providers,
    store,
    output,
    clock: rig.clock,
    random: () => 0.5,
    mintAttemptId: () => {
      minted += 1;
      return `attempt-${rig.clock.now()}-${minted}`;
    },
    emit: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    stills: options.stills,
    fitter: options.fitter,
  };
  const settings: RunSettings = {
    storyboard: "film.yaml",
    rehearsal: false,
    concurrency: 8,
    downloads: 4,
    pollIntervalMs: 10_000,
    ...options.settings,
  };
  return {
    planned: { plan, dependencies, settings },
    events,
    close: async (as) => {
      if (as === "killed") return await store.abandon();
      await Promise.all([...providers.values()].map((provider) => provider.close()));
      const closed = await store.close();
      if (!closed.ok) throw new Error(closed.error.message);
    },
  };
}

/** Plans and runs the jobs as the command line does, through real HTTP, with a real lockfile. */
export async function render(rig: Rig, jobs: readonly Job[], options: RunOptions = {}): Promise<Run> {
  const { planned, events, close } = await prepare(rig, jobs, options);
  const { plan, dependencies, settings } = planned;
  const outcome = await runPlan(plan, dependencies, settings).catch(async (bug: unknown) => {
    // As much as a process that ends leaves behind: the journal.
    await close("killed");
    throw bug;
  });
  await close("saved");
  return { plan, outcome, events };
}

export function providerFor({ server, clock }: Pick<Rig, "server" | "clock">): VideoProvider {
  const limits = { submitPerSecond: "off", queryPerSecond: "off" } as const;
  return createToApis({ baseUrl: new URL(server.url), apiKey, clock, limits });
}

/** Names of the clips on disk, sorted. */
export function clipsOf({ clips }: Rig): string[] {
  return readdirSync(clips, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".mp4"))
    .sort();
}

/** The attempts on record of one shot's first take. */
export async function attemptsOf(rig: Rig, id: string): Promise<readonly Attempt[]> {
  const read = await readState(statePaths(join(rig.folder, "film.yaml"), { rehearsal: false }));
  if (!read.ok) throw new Error("the state is unreadable");
  return recordOf(read.value.state, id, 1)?.attempts ?? [];
}
