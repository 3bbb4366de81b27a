import { randomUUID } from "node:crypto";
import { systemClock } from "../base/clock.ts";
import { unreachable } from "../base/unreachable.ts";
import { ClipFolder } from "../clips/clip-folder.ts";
import type { StatePaths } from "../lockfile/paths.ts";
import type { Plan } from "../plan/plan.ts";
import type { VideoProvider } from "../provider/provider.ts";
import { shellWord } from "../report/commands.ts";
import type { RunCommand } from "../report/next-steps.ts";
import { timeText } from "../report/text.ts";
import { exitCodes } from "../run/exit-code.ts";
import { type PlanKnowledge, runSession, type SessionOutcome } from "../run/session.ts";
import type { CliContext } from "./context.ts";
import { keyHelp, type Service } from "./environment.ts";
import { defaultConcurrency, type RunFlags, type SpendingFlags } from "./flags.ts";
import { listenForInterrupt } from "./interrupt.ts";
import type { OutputPlace } from "./load.ts";
import { refuseRun } from "./problems.ts";
import { openReport } from "./report.ts";
import { priceUnknown, spendingLimits } from "./spending.ts";
import { unusedProvider } from "./unused-provider.ts";

/**
 * Downloads at once: enough to fill a line. More of them make the submits late that share the processor with them
 * (`makespan` in bench/); a rescue submits nothing, so there the user's word counts.
 */
function downloadsAtOnce(command: RunCommand, concurrency: RunFlags["concurrency"]): number {
  const enough = 8;
  if (command !== "rescue" || typeof concurrency !== "number") return enough;
  return Math.min(32, Math.max(enough, concurrency));
}

const documentedPollIntervalMs = 10_000;

/** What render, retry, rehearse and rescue differ in. */
export interface Conducted {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly command: RunCommand;
  readonly paths: StatePaths;
  readonly output: OutputPlace;
  readonly service: Service;
  readonly planOf: (known: PlanKnowledge) => Plan;
  readonly pollIntervalMs?: number;
  readonly userAgent: string;
}

/** One run from the command line: reporters and signals around a session, and its end told. Sets the exit code. */
export async function conduct(
  context: CliContext,
  conducted: Conducted,
  flags: RunFlags & SpendingFlags,
): Promise<void> {
  const { file, command, paths, output, planOf } = conducted;
  const report = await openReport(context, { file, output: output.shown, command }, flags);
  const { stderr } = context.process;
  const interrupt = listenForInterrupt({
    onFirst: () => report.interrupted(),
    exit: () => {
      // The view hides the cursor, and this way out passes it by.
      const cursor = stderr.isTTY ? "\u001b[?25h" : "";
      stderr.write(`${cursor}${carryOnText(conducted)}`);
      process.exit(exitCodes.interrupted);
    },
  });
  let outcome: SessionOutcome;
  try {
    outcome = await runSession({
      paths,
      command: `dailies ${command}`,
      lockTimeoutMs: flags.lockTimeout ?? 0,
      output: new ClipFolder(output.path),
      planOf,
      limits: spendingLimits(flags),
      connect: ({ isNeeded }) => connect(conducted, flags, isNeeded),
      settings: {
        storyboard: paths.storyboard,
        rehearsal: paths.kind === "rehearsal",
        concurrency: flags.concurrency ?? defaultConcurrency,
        downloads: downloadsAtOnce(command, flags.concurrency),
        pollIntervalMs: flags.pollInterval ?? conducted.pollIntervalMs ?? documentedPollIntervalMs,
      },
      interrupt: interrupt.signal,
      clock: systemClock,
      random: Math.random,
      mintAttemptId: randomUUID,
      emit: report.handle,
    });
  } finally {
    await report.close();
  }
  const wasInterrupted = interrupt.signal.aborted;
  interrupt.dispose();
  tell(context, outcome, { file, flags, wasInterrupted });
  if (wasInterrupted && flags.json === true) stderr.write(carryOnText(conducted));
}

function carryOnText({ command, file }: Conducted): string {
  return `Interrupted; the state is saved. To carry on: dailies ${command} ${shellWord(file)}\n`;
}

/** Loads the HTTP client where there is work for it. */
async function connect(
  { userAgent, service: { baseUrl, apiKey } }: Conducted,
  flags: RunFlags,
  isNeeded: boolean,
): Promise<VideoProvider | undefined> {
  if (!isNeeded) return unusedProvider;
  if (apiKey === undefined) return undefined;
  const { createToApis } = await import("../provider/toapis/to-apis.ts");
  return createToApis({
    baseUrl,
    apiKey,
    clock: systemClock,
    userAgent,
    limits: {
      ...(flags.submitRate === undefined ? {} : { submitPerSecond: flags.submitRate }),
      ...(flags.queryRate === undefined ? {} : { queryPerSecond: flags.queryRate }),
    },
  });
}

function tell(
  context: CliContext,
  outcome: SessionOutcome,
  run: { readonly file: string; readonly flags: RunFlags; readonly wasInterrupted: boolean },
): void {
  const { file, flags, wasInterrupted } = run;
  switch (outcome.kind) {
    case "finished":
      context.process.exitCode = outcome.exitCode;
      break;
    case "held": {
      const { holder, since } = outcome;
      const who = holder === undefined ? "" : `: ${holder.command}, process ${holder.pid} on ${holder.host}`;
      refuseRun(
        context,
        {
          reason: "locked",
          message: `another run holds ${file}${who}, since ${timeText(since)}`,
          hint: "Wait for it with --lock-timeout 10m. A run that died gives its hold up within seconds.",
          exitCode: wasInterrupted ? exitCodes.interrupted : exitCodes.locked,
        },
        { flags },
      );
      break;
    }
    case "lock_unwritable":
      refuseRun(
        context,
        {
          reason: "state_unwritable",
          message: outcome.failure.message,
          hint: "The state is kept beside the storyboard; nothing was submitted.",
        },
        { flags },
      );
      break;
    case "state_invalid":
      refuseRun(
        context,
        {
          reason: "state_invalid",
          message: `the state of ${file} cannot be understood; nothing was submitted`,
          diagnostics: outcome.diagnostics,
        },
        { flags },
      );
      break;
    case "price_unknown":
      refuseRun(context, priceUnknown(outcome.billingKeys), { flags });
      break;
    case "no_key":
      refuseRun(
        context,
        { reason: "no_key", message: "there is no API key; nothing was submitted", hint: keyHelp },
        { flags, counts: outcome.counts },
      );
      break;
    case "output_unwritable":
      refuseRun(
        context,
        {
          reason: "output_unwritable",
          message: outcome.error.message,
          hint: outcome.isPaid
            ? "Paid clips wait to be fetched; they are on record, and the next run carries on with them."
            : "Nothing was submitted.",
          exitCode: outcome.isPaid ? exitCodes.atRisk : exitCodes.invalid,
        },
        { flags, counts: outcome.counts },
      );
      break;
    default:
      unreachable(outcome);
  }
}
