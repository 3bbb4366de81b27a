import { systemClock } from "../../base/time/clock.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { OutputPlace } from "../../film/output-place.ts";
import type { RunOptions } from "../../film/run-film.ts";
import type { VideoProvider } from "../../provider/provider.ts";
import { providerNamed } from "../../provider/providers.ts";
import { type PlanFacts, planFacts } from "../../report/plan/plan-facts.ts";
import type { RunCommand } from "../../report/run/next-steps.ts";
import { shellWord } from "../../report/text/shell.ts";
import { timeText } from "../../report/text/text.ts";
import type { RefusalReason } from "../../run/events.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { OutputRefused } from "../../run/output/claim-output.ts";
import type { SessionOutcome } from "../../run/session.ts";
import type { CliContext } from "../context.ts";
import { defaultConcurrency, type RunFlags, type SpendingFlags } from "../flags/flags.ts";
import { spendingLimits } from "../flags/spending.ts";
import { type Refusal, refuseRun } from "../problems.ts";
import { filmRefusal, outputRefusal, priceUnknown } from "../words/film-refusals.ts";
import { keyHelp, keySources, type Service, type Services } from "./environment.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { openReport } from "./report.ts";

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
  flags: RunFlags & SpendingFlags & { readonly payAgain?: boolean; readonly plan?: string },
): Promise<void> {
  const { file, command, output } = request;
  let facts: PlanFacts | undefined;
  const report = await openReport(
    context,
    { file, output: output.shown, command, facts: () => facts, keys: keySources() },
    flags,
  );
  const { stderr } = context.process;
  const interrupt = listenForInterrupt({
    onFirst: () => report.interrupted(),
    exit: () => {
      // The view hides the cursor, and this way out passes it by.
      const cursor = stderr.isTTY ? "\u001b[?25h" : "";
      stderr.write(`${cursor}${carryOnText(request)}`);
      context.listener?.cutShort();
      process.exit(exitCodes.interrupted);
    },
  });
  let outcome: SessionOutcome;
  try {
    outcome = await request.run({
      command,
      connect: (provider) => connect(context, request.services(provider), flags),
      concurrency: flags.concurrency ?? defaultConcurrency,
      downloads: downloadsAtOnce(command, flags.concurrency),
      pollIntervalMs: flags.pollInterval ?? request.pollIntervalMs,
      lockTimeoutMs: flags.lockTimeout,
      limits: spendingLimits(flags),
      payAgain: flags.payAgain,
      planHash: flags.plan,
      interrupt: interrupt.signal,
      emit: (event) => {
        report.handle(event);
        context.listener?.handle(event);
      },
      onPlan: (plan) => {
        facts = planFacts(plan);
        context.listener?.planned(plan);
      },
    });
  } finally {
    await report.close();
  }
  const wasInterrupted = interrupt.signal.aborted;
  interrupt.dispose();
  showOutcome(context, outcome, { file, output: output.shown, flags, wasInterrupted });
  if (wasInterrupted && flags.json === true) stderr.write(carryOnText(request));
}

function carryOnText({ command, file }: RunRequest): string {
  return `Interrupted; the state is saved. To carry on: dailies ${command} ${shellWord(file)}\n`;
}

async function connect(
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
  run: {
    readonly file: string;
    readonly output: string;
    readonly flags: RunFlags;
    readonly wasInterrupted: boolean;
  },
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
      refuseRun(context, { ...filmRefusal(outcome, file), reason: "state_invalid" }, { flags });
      break;
    case "decoder_absent":
      refuseRun(
        context,
        {
          reason: "decoder_absent",
          message: `shots begin or end with pictures of other clips; ${outcome.message}`,
          hint: "Nothing was submitted.",
        },
        { flags, counts: outcome.counts },
      );
      break;
    case "fitter_absent":
      refuseRun(
        context,
        { reason: "fitter_absent", message: outcome.message, hint: "Nothing was submitted." },
        { flags, counts: outcome.counts },
      );
      break;
    case "plan_changed":
      refuseRun(
        context,
        {
          reason: "plan_changed",
          message: `today's plan is ${outcome.hash}, not the one that --plan names; nothing was submitted`,
          hint: `Look at it, then name it: dailies plan ${shellWord(file)}`,
        },
        { flags, counts: outcome.counts },
      );
      break;
    case "price_unknown":
      refuseRun(context, priceUnknown(outcome.billingKeys), { flags });
      break;
    case "no_key":
      refuseRun(context, { reason: "no_key", ...noKey(outcome.provider) }, { flags, counts: outcome.counts });
      break;
    case "output_unwritable":
    case "output_unreadable": {
      const { kind: reason, error } = outcome;
      const hint = outcome.isPaid ? undefined : "Nothing was submitted.";
      refuseOutput(context, outcome, { reason, message: error.message, ...(hint && { hint }) }, flags);
      break;
    }
    case "unrecorded_clips":
    case "output_shared":
      refuseOutput(context, outcome, { ...outputRefusal(outcome, run), reason: outcome.kind }, flags);
      break;
    default:
      unreachable(outcome);
  }
}

function noKey(name: string | undefined): { readonly message: string; readonly hint: string } {
  const provider = providerNamed(name);
  if (provider !== undefined) {
    return { message: "there is no API key; nothing was submitted", hint: keyHelp(provider) };
  }
  return {
    message: `this release has no provider ${name}; nothing was submitted`,
    hint: "Is there a newer one?",
  };
}

/** Where paid clips wait for the folder, that is said, too, and money is at risk. */
function refuseOutput(
  context: CliContext,
  { isPaid, counts }: OutputRefused,
  refusal: Refusal<RefusalReason>,
  flags: RunFlags,
): void {
  const waiting = "Paid clips wait to be fetched; they are on record, and the next run carries on with them.";
  const hints = [...(refusal.hint === undefined ? [] : [refusal.hint]), ...(isPaid ? [waiting] : [])];
  const exitCode = isPaid ? exitCodes.atRisk : exitCodes.invalid;
  refuseRun(context, { ...refusal, hint: hints.join("\n"), exitCode }, { flags, counts });
}
