import { systemClock } from "../../base/time/clock.ts";
import type { OutputPlace } from "../../film/output-place.ts";
import type { RunOptions } from "../../film/run-film.ts";
import type { VideoProvider } from "../../provider/provider.ts";
import { type PlanFacts, planFacts } from "../../report/plan/plan-facts.ts";
import type { RunCommand } from "../../report/run/next-steps.ts";
import { shellWord } from "../../report/text/shell.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { SessionOutcome } from "../../run/session/request.ts";
import type { CliContext } from "../context.ts";
import { defaultConcurrency, type RunFlags, type SpendingFlags } from "../flags/flags.ts";
import { spendingLimits } from "../flags/spending.ts";
import { refuseRun } from "../problems.ts";
import { runRefusal } from "../words/run-refusals.ts";
import { keySources, type Service, type Services } from "./environment.ts";
import { interruptOf } from "./interrupt.ts";
import type { Named } from "./output-refusals.ts";
import { openReport, type RunReport } from "./report.ts";

/**
 * Downloads at once: enough to fill a line. More of them make the submits late that share the processor with them
 * (`makespan` in bench/); a rescue submits nothing, so there the user's word counts.
 */
function downloadsAtOnce(command: RunCommand, concurrency: RunFlags["concurrency"]): number {
  const enough = 8;
  if (command !== "rescue" || typeof concurrency !== "number") return enough;
  return Math.min(32, Math.max(enough, concurrency));
}

/** What render, retry, rehearse and rescue differ in. */
export interface RunRequest {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly command: RunCommand;
  readonly output: OutputPlace;
  readonly services: Services;
  readonly pollIntervalMs?: number;
  readonly run: (options: RunOptions) => Promise<SessionOutcome>;
}

/** One run from the command line: reporters and signals around a session, and how it ended. Sets the exit code. */
export async function executeRun(
  context: CliContext,
  request: RunRequest,
  flags: ExecuteFlags,
): Promise<void> {
  const { file, command, output } = request;
  let facts: PlanFacts | undefined;
  const report = await openReport(
    context,
    { file, output: output.shown, command, facts: () => facts, keys: keySources() },
    flags,
  );
  const executing = { command, files: [file], report, pollIntervalMs: request.pollIntervalMs };
  const { outcome, wasInterrupted } = await execute(context, executing, {
    flags,
    run: (common) =>
      request.run({
        ...common,
        connect: (provider) => connect(context, request.services(provider), flags),
        onPlan: (plan) => {
          facts = planFacts(plan);
          context.listener?.planned(plan);
        },
      }),
  });
  showOutcome(context, outcome, { file, output: output.shown, flags, wasInterrupted });
  if (wasInterrupted && flags.json === true) context.process.stderr.write(carryOnText(executing));
}

export type ExecuteFlags = RunFlags & SpendingFlags & { readonly payAgain?: boolean; readonly plan?: string };

export interface Executing {
  readonly command: RunCommand;
  /** The storyboards as the user wrote them. */
  readonly files: readonly string[];
  readonly report: RunReport;
  readonly pollIntervalMs?: number | undefined;
}

/** What the flags say of a run, whatever it works on. */
export type CommonOptions = Omit<RunOptions, "connect" | "onPlan">;

/** Signals around a run, and the flags as its options; closes the report. */
export async function execute<Outcome>(
  context: CliContext,
  executing: Executing,
  { flags, run }: { readonly flags: ExecuteFlags; readonly run: (common: CommonOptions) => Promise<Outcome> },
): Promise<{ readonly outcome: Outcome; readonly wasInterrupted: boolean }> {
  const { command, report } = executing;
  const { stderr } = context.process;
  const interrupt = interruptOf(context, {
    onFirst: () => report.interrupted(),
    exit: () => {
      // The view hides the cursor, and this way out passes it by.
      const cursor = stderr.isTTY ? "\u001b[?25h" : "";
      stderr.write(`${cursor}${carryOnText(executing)}`);
      context.listener?.cutShort();
      process.exit(exitCodes.interrupted);
    },
  });
  let outcome: Outcome;
  try {
    outcome = await run({
      command,
      concurrency: flags.concurrency ?? defaultConcurrency,
      downloads: downloadsAtOnce(command, flags.concurrency),
      pollIntervalMs: flags.pollInterval ?? executing.pollIntervalMs,
      lockTimeoutMs: flags.lockTimeout,
      limits: spendingLimits(flags),
      payAgain: flags.payAgain,
      planHash: flags.plan,
      interrupt: interrupt.signal,
      emit: (event) => {
        report.handle(event);
        context.listener?.handle(event);
      },
    });
  } finally {
    await report.close();
  }
  const wasInterrupted = interrupt.signal.aborted;
  interrupt.dispose();
  return { outcome, wasInterrupted };
}

/** The last line of a run that was interrupted. */
export function carryOnText({ command, files }: Pick<Executing, "command" | "files">): string {
  const names = files.map(shellWord).join(" ");
  return `Interrupted; the state is saved. To carry on: dailies ${command} ${names}\n`;
}

/** An adaptor with the settings; `undefined` without a key. */
export async function connect(
  { version }: CliContext,
  service: Service | undefined,
  flags: RunFlags,
): Promise<VideoProvider | undefined> {
  if (service?.apiKey === undefined) return undefined;
  return await service.provider.connect({
    baseUrl: service.baseUrl,
    apiKey: service.apiKey,
    clock: systemClock,
    userAgent: `dailies/${version}`,
    limits: {
      ...(flags.submitRate === undefined ? {} : { submitPerSecond: flags.submitRate }),
      ...(flags.queryRate === undefined ? {} : { queryPerSecond: flags.queryRate }),
    },
  });
}

function showOutcome(
  context: CliContext,
  outcome: SessionOutcome,
  run: Named & { readonly flags: RunFlags; readonly wasInterrupted: boolean },
): void {
  if (outcome.kind === "finished") {
    context.process.exitCode = outcome.exitCode;
    return;
  }
  const { refusal, counts } = runRefusal(outcome, run);
  refuseRun(context, refusal, { flags: run.flags, ...(counts === undefined ? {} : { counts }) });
}
