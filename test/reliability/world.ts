import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../src/base/time/clock.ts";
import { ClipFolder } from "../../src/clips/clip-folder.ts";
import type { JournalFile, OpenJournalFile } from "../../src/lockfile/journal/journal-file.ts";
import { openJournalFile } from "../../src/lockfile/journal/journal-file.ts";
import { type StatePaths, statePaths } from "../../src/lockfile/paths.ts";
import type { Job } from "../../src/manifest/job.ts";
import { makePlan } from "../../src/plan/make/make-plan.ts";
import type { VideoProvider } from "../../src/provider/provider.ts";
import { createToApis, type ToApisOptions } from "../../src/provider/toapis/to-apis.ts";
import type { RunSettings } from "../../src/run/context.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { exitCodes } from "../../src/run/exit-code.ts";
import type { SessionOutcome, SessionRequest } from "../../src/run/session/request.ts";
import { runSession } from "../../src/run/session.ts";
import { hurriedClock } from "../fakes/hurried-clock.ts";
import { apiKey } from "../fakes/run-harness.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testkit/test-server.ts";

/** A storyboard's folder, a folder outside of it that must stay as it is, and a server that keeps the books. */
export interface World {
  readonly folder: string;
  /** Absolute path. Nothing reads the file; that it is there makes it the owner of its clips. */
  readonly storyboard: string;
  readonly outside: string;
  readonly clips: string;
  readonly paths: StatePaths;
  readonly server: TestServer;
  readonly clock: Clock;
  close(): Promise<void>;
}

export const outsideText = "nothing that dailies may touch";

export interface WorldOptions {
  readonly speed?: number;
  readonly server?: TestServerOptions;
  /** The provider takes any key, each being an account of its own; else the one key alone. */
  readonly anyKey?: boolean;
}

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const top = mkdtempSync(join(tmpdir(), "dailies-test-"));
  const [folder, outside] = [join(top, "film"), join(top, "outside")];
  mkdirSync(folder);
  mkdirSync(outside);
  writeFileSync(join(outside, "file"), outsideText);
  const clock = hurriedClock(options.speed);
  const server = await startTestServer({
    ...(options.anyKey === true ? {} : { apiKey }),
    now: clock.now,
    generationMs: () => 60_000,
    idPrefix: "t",
    ...options.server,
  });
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(top, { recursive: true, force: true });
  };
  return storyboardIn(
    { folder, outside, server, clock, close },
    { folder, name: "film.yaml", clips: "clips" },
  );
}

/** Another storyboard, beside the first one or on a colleague's machine, with the same provider. */
export function storyboardIn(
  world: Omit<World, "storyboard" | "paths" | "clips">,
  place: { readonly folder: string; readonly name: string; readonly clips: string },
): World {
  const { folder, name, clips } = place;
  mkdirSync(folder, { recursive: true });
  const storyboard = join(folder, name);
  writeFileSync(storyboard, "");
  const paths = statePaths(storyboard, { rehearsal: false });
  return { ...world, folder, storyboard, paths, clips: join(folder, clips) };
}

export interface SessionOptions {
  readonly concurrency?: number;
  /** The account's key; default: the harness's. */
  readonly key?: string;
  /** What is done; default: what `render` does with the jobs. */
  readonly planOf?: SessionRequest["planOf"];
  readonly interrupt?: AbortSignal;
  readonly timeouts?: ToApisOptions["timeouts"];
  readonly baseUrl?: string;
  readonly output?: ClipFolder;
  readonly payAgain?: boolean;
  /** Put around the real provider. */
  readonly provider?: (provider: VideoProvider) => VideoProvider;
  readonly openFile?: OpenJournalFile;
  /** What takes pictures out of clips; default: the real one. */
  readonly loadStills?: SessionRequest["loadStills"];
  readonly settings?: Partial<RunSettings>;
  readonly random?: () => number;
  readonly onEvent?: (event: RunEvent) => void;
}

export interface Session {
  readonly exit: number;
  readonly outcome: SessionOutcome;
  readonly events: readonly RunEvent[];
  /** Every code that was told: of the shot, of a stop, of a warning, of a refusal. */
  readonly codes: ReadonlySet<string>;
}

/** One `dailies render`, but for the reading of the storyboard and the printing: real lock, journal and HTTP. */
export async function session(
  world: World,
  jobs: readonly Job[],
  options: SessionOptions = {},
): Promise<Session> {
  const { paths, clock, server } = world;
  const events: RunEvent[] = [];
  let minted = 0;
  const outcome = await runSession({
    paths,
    command: "dailies render film.yaml",
    lockTimeoutMs: 0,
    output: options.output ?? clipFolder(world),
    planOf: options.planOf ?? ((known) => makePlan({ ...known, jobs })),
    limits: {},
    payAgain: options.payAgain === true,
    connect: async () => {
      const provider = createToApis({
        baseUrl: new URL(options.baseUrl ?? server.url),
        apiKey: options.key ?? apiKey,
        clock,
        limits: { submitPerSecond: "off", queryPerSecond: "off" },
        ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
      });
      return options.provider?.(provider) ?? provider;
    },
    settings: {
      storyboard: "film.yaml",
      rehearsal: false,
      concurrency: options.concurrency ?? 1,
      downloads: 4,
      pollIntervalMs: 10_000,
      ...options.settings,
    },
    interrupt: options.interrupt ?? new AbortController().signal,
    clock,
    random: options.random ?? (() => 0.5),
    mintAttemptId: () => {
      minted += 1;
      return `attempt-${clock.now()}-${minted}`;
    },
    emit: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    ...(options.openFile === undefined ? {} : { openFile: options.openFile }),
    ...(options.loadStills === undefined ? {} : { loadStills: options.loadStills }),
  });
  return { exit: exitOf(outcome), outcome, events, codes: codesOf(outcome, events) };
}

/** The storyboard's own, as the command line opens it. */
function clipFolder(world: World): ClipFolder {
  return new ClipFolder(world.clips, { storyboard: world.storyboard, kind: "render" });
}

/** As the command line maps it. */
function exitOf(outcome: SessionOutcome): number {
  switch (outcome.kind) {
    case "finished":
      return outcome.exitCode;
    case "held":
      return exitCodes.locked;
    case "output_unwritable":
    case "output_unreadable":
    case "unrecorded_clips":
    case "output_shared":
      return outcome.isPaid ? exitCodes.atRisk : exitCodes.invalid;
    default:
      return exitCodes.invalid;
  }
}

function codesOf(outcome: SessionOutcome, events: readonly RunEvent[]): ReadonlySet<string> {
  const codes = new Set<string>([outcome.kind]);
  if (outcome.kind === "state_invalid") for (const { code } of outcome.diagnostics) codes.add(code);
  if ("error" in outcome) codes.add(outcome.error.code);
  for (const event of events) {
    if ("error" in event) codes.add(event.error.code);
    if (event.type === "stopping") codes.add(event.reason);
    if (event.type === "warning") codes.add(event.code);
  }
  return codes;
}

/** A journal on a disk that is full from the n-th write on (counted from 1). */
export function fullJournal(fromWrite: number): OpenJournalFile {
  let writes = 0;
  return async (file): Promise<JournalFile> => {
    const journal = await openJournalFile(file);
    return {
      append: async (bytes) => {
        writes += 1;
        if (writes >= fromWrite) throw systemError("ENOSPC");
        await journal.append(bytes);
      },
      sync: () => journal.sync(),
      truncate: (bytes) => journal.truncate(bytes),
      look: () => journal.look(),
      close: () => journal.close(),
    };
  };
}

/** The storyboard's output folder, which knows its parts, so that those of a run that died can be closed. */
export class MortalClipFolder extends ClipFolder {
  readonly #parts: { close(): Promise<void> }[] = [];

  constructor({ clips, storyboard }: World) {
    super(clips, { storyboard, kind: "render" });
  }

  override async openPart(
    ...parameters: Parameters<ClipFolder["openPart"]>
  ): ReturnType<ClipFolder["openPart"]> {
    const opened = await super.openPart(...parameters);
    if (opened.ok) this.#parts.push(opened.value);
    return opened;
  }

  async closeFiles(): Promise<void> {
    for (const part of this.#parts) await part.close();
  }
}

/** An output folder on a disk that takes no byte more. */
export class FullClipFolder extends ClipFolder {
  override async openPart(
    ...parameters: Parameters<ClipFolder["openPart"]>
  ): ReturnType<ClipFolder["openPart"]> {
    const opened = await super.openPart(...parameters);
    if (opened.ok) {
      opened.value.append = () => Promise.reject(systemError("ENOSPC"));
    }
    return opened;
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: no space left on device, write`), { code });
}

/** An address at which nobody listens. */
export function deadUrl(): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(`http://127.0.0.1:${port}`));
    });
  });
}
