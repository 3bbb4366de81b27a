import type { JsonObject } from "../../src/base/json.ts";
import { listen } from "../../src/rehearsal/server/listen.ts";
import type { RehearsalOptions } from "../../src/rehearsal/server/options.ts";
import { RehearsalService } from "../../src/rehearsal/server/service.ts";
import type { RehearsalTask, TaskFailure, TaskView } from "../../src/rehearsal/server/tasks.ts";
import { Account, type AccountOptions } from "./account.ts";
import { answerWithFaults } from "./exchange.ts";
import { FaultPlayer, type FaultScript } from "./faults.ts";
import { Ledger } from "./ledger.ts";
import { stubClips } from "./stub-clips.ts";

/** What the rehearsal server takes, each with a default here, and what only tests need. */
export interface TestServerOptions extends Partial<Omit<RehearsalOptions, "observer">>, AccountOptions {
  /** Serves results and uploads from a second port, hence from another origin than the API's. */
  readonly filesOnOwnPort?: boolean;
  /** Tasks stay queued until `progress`, `complete` or `fail` is called. */
  readonly manual?: boolean;
  readonly faults?: FaultScript;
  /** How many requests are kept in `requests`, the newest; default 20,000. 0 keeps none; counts go on. */
  readonly recordRequests?: number;
}

/** The rehearsal server with a book of everything that came in, limits of an account, and faults. */
export interface TestServer {
  /** The base URL of the API: `http://127.0.0.1:4711`. */
  readonly url: string;
  /** Where results and uploads are; the same as `url` unless `filesOnOwnPort`. */
  readonly filesUrl: string;
  readonly ledger: Ledger;
  readonly faults: FaultPlayer;
  /** Adds rules to the fault script. */
  script(...rules: FaultScript): void;
  complete(taskId: string): void;
  fail(taskId: string, error: TaskFailure): void;
  /** The task is in progress, at that percentage. */
  progress(taskId: string, percent: number): void;
  /** Resolves as soon as the condition holds; rejects when the server closes before. */
  waitFor(condition: (server: TestServer) => boolean): Promise<void>;
  /** Answers everything that hangs, and cuts every body that stalls. */
  release(): void;
  /** Ends every connection, too. */
  close(): Promise<void>;
}

/** `client_business_id` is documented for these (August 2026). */
const modelsWithLookUp: ReadonlySet<string> = new Set(["seedance-2", "seedance-2-5", "MiniMax-H3"]);

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const now = options.now ?? Date.now;
  const ledger = new Ledger(options.recordRequests ?? 20_000);
  const faults = new FaultPlayer(options.faults ?? []);
  const service = new RehearsalService({
    clips: stubClips(),
    canLookUp: (model) => modelsWithLookUp.has(model),
    ...options,
    generationMs: generationOf(options),
    observer: { accepted: (task) => ledger.pay(task), clipSettled: () => ledger.notify() },
  });
  let release = (): void => {};
  let released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const account = new Account(options, ledger, now());
  const { shape } = options;
  const parts = { service, account, ledger, faults, now, shape, released: () => released };
  const start = () => listen((incoming, response) => void answerWithFaults(parts, incoming, response));
  const api = await start();
  const files = options.filesOnOwnPort === true ? await start() : api;
  service.filesOrigin = files.url;

  const decide = (taskId: string, decision: TaskView): void => {
    taskIn(service, taskId).decided = decision;
    ledger.notify();
  };
  const server: TestServer = {
    url: api.url,
    filesUrl: files.url,
    ledger,
    faults,
    script: (...rules) => faults.add(...rules),
    complete: (taskId) => decide(taskId, { status: "completed", completedAt: now() }),
    fail: (taskId, error) => decide(taskId, { status: "failed", error }),
    progress: (taskId, percent) => decide(taskId, { status: "in_progress", progress: percent }),
    waitFor: (condition) => ledger.waitFor(() => condition(server)),
    release: () => {
      release();
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    close: async () => {
      ledger.close();
      await Promise.all([...new Set([api, files])].map((listener) => listener.close()));
      release();
    },
  };
  return server;
}

/** A task of which only a test decides has no end of its own. */
function generationOf({
  manual,
  generationMs,
}: TestServerOptions): (body: JsonObject, index: number) => number {
  if (manual === true) return () => Number.POSITIVE_INFINITY;
  return generationMs ?? (() => 2000);
}

function taskIn(service: RehearsalService, taskId: string): RehearsalTask {
  const task = service.task(taskId);
  if (task === undefined) throw new Error(`there is no task ${taskId}`);
  return task;
}
