import { unreachable } from "../../base/unreachable.ts";
import { providerNamed } from "../../provider/providers.ts";
import { shellWord } from "../../report/text/shell.ts";
import { timeText } from "../../report/text/text.ts";
import type { RefusalReason, RunCounts } from "../../run/events.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { OutputRefused } from "../../run/output/claim-output.ts";
import type { SessionRefusal } from "../../run/session/request.ts";
import type { Refusal } from "../problems.ts";
import { keyHelp } from "../run/environment.ts";
import type { Named } from "../run/output-refusals.ts";
import { filmRefusal, outputRefusal, priceUnknown } from "./film-refusals.ts";

/** The run that did not begin. */
export interface RefusedRun extends Named {
  readonly wasInterrupted: boolean;
  /** All storyboards of the run, where there are several. */
  readonly files?: readonly string[];
}

export interface RunRefusal {
  readonly refusal: Refusal<RefusalReason>;
  /** Of the plan, where it was made. */
  readonly counts?: RunCounts;
}

/** Why a run did not begin, and what to do. */
export function runRefusal(refused: SessionRefusal, run: RefusedRun): RunRefusal {
  const { file, files = [file], wasInterrupted } = run;
  switch (refused.kind) {
    case "held": {
      const { holder, since } = refused;
      const who = holder === undefined ? "" : `: ${holder.command}, process ${holder.pid} on ${holder.host}`;
      const message = `another run holds ${file}${who}, since ${timeText(since)}`;
      const hint = "Wait for it with --lock-timeout 10m. A run that died gives its hold up within seconds.";
      const exitCode = wasInterrupted ? exitCodes.interrupted : exitCodes.locked;
      return { refusal: { reason: "locked", message, hint, exitCode } };
    }
    case "lock_unwritable": {
      const hint = "The state is kept beside the storyboard; nothing was submitted.";
      return { refusal: { reason: "state_unwritable", message: refused.failure.message, hint } };
    }
    case "state_invalid":
      return { refusal: { ...filmRefusal(refused, file), reason: "state_invalid" } };
    case "decoder_absent": {
      const message = `shots begin or end with pictures of other clips; ${refused.message}`;
      const refusal = { reason: refused.kind, message, hint: "Nothing was submitted." };
      return { refusal, counts: refused.counts };
    }
    case "fitter_absent": {
      const refusal = { reason: refused.kind, message: refused.message, hint: "Nothing was submitted." };
      return { refusal, counts: refused.counts };
    }
    case "plan_changed": {
      const message = `today's plan is ${refused.hash}, not the one that --plan names; nothing was submitted`;
      const hint = `Look at it, then name it: dailies plan ${files.map(shellWord).join(" ")}`;
      return { refusal: { reason: refused.kind, message, hint }, counts: refused.counts };
    }
    case "price_unknown":
      return { refusal: priceUnknown(refused) };
    case "no_key":
      return { refusal: { reason: refused.kind, ...noKey(refused.provider) }, counts: refused.counts };
    case "output_unwritable":
    case "output_unreadable": {
      const { kind: reason, error } = refused;
      const hint = refused.isPaid ? undefined : "Nothing was submitted.";
      return withWaiting(refused, { reason, message: error.message, ...(hint && { hint }) });
    }
    case "unrecorded_clips":
    case "output_shared":
      return withWaiting(refused, { ...outputRefusal(refused, run), reason: refused.kind });
    default:
      return unreachable(refused);
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
function withWaiting({ isPaid, counts }: OutputRefused, refusal: Refusal<RefusalReason>): RunRefusal {
  const waiting = "Paid clips wait to be fetched; they are on record, and the next run carries on with them.";
  const hints = [...(refusal.hint === undefined ? [] : [refusal.hint]), ...(isPaid ? [waiting] : [])];
  const exitCode = isPaid ? exitCodes.atRisk : exitCodes.invalid;
  return { refusal: { ...refusal, hint: hints.join("\n"), exitCode }, counts };
}
