import { dirname, join } from "node:path";
import { moneyText } from "../../base/money.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { SpendingExcess } from "../../plan/money/spending.ts";
import type { PlanTotals } from "../../plan/plan.ts";
import type { JobRef, OfFile, RunEvent, StopReason } from "../../run/events.ts";
import type { ClipFacts } from "../../state/state.ts";
import type { RunTally } from "../run/run-tally.ts";
import type { TimeSpan } from "../run/time-left.ts";
import { countText, durationText, priceText } from "./text.ts";

/** ` (storyboard.yaml:12)`, or nothing for a shot that is no longer in the storyboard. */
export function placeText(file: string, { line, writtenIn, file: own = file }: JobRef & OfFile): string {
  if (line === undefined) return "";
  return ` (${writtenIn === undefined ? own : join(dirname(own), writtenIn)}:${line})`;
}

/** `sc010_sh0010.mp4, 5 s 1280x720`. */
export function clipText({ file, durationSeconds, width, height }: ClipFacts): string {
  return `${file}, ${Math.round(durationSeconds * 10) / 10} s ${width}x${height}`;
}

/** What a run sets out to do: `12 to render (40.00 USD), 2 to carry on with, 6 up to date; 10 at a time`. */
export function plannedText(run: { readonly totals: PlanTotals; readonly concurrency: number }): string {
  const { render, resume, download, hold, none, price } = run.totals;
  const cost = price === null ? "" : ` (${priceText(price)})`;
  const parts = [
    ...(render > 0 ? [`${render} to render${cost}`] : []),
    ...(resume > 0 ? [`${resume} to carry on with`] : []),
    ...(download > 0 ? [`${download} to fetch`] : []),
    ...(hold > 0 ? [`${hold} held back`] : []),
    ...(none > 0 ? [`${none} with nothing to do`] : []),
  ];
  if (render + resume + download === 0) return [...parts, "no request is needed"].join(", ");
  return `${parts.join(", ")}; ${run.concurrency} at a time`;
}

/** What `--concurrency auto` does and found. */
export function concurrencyText(event: Extract<RunEvent, { type: "concurrency" }>): string {
  const tasks = countText(event.concurrency, "task");
  switch (event.reason) {
    case "limited":
      return `the provider refused a submit for its rate: ${tasks} at a time from here on`;
    case "found":
      return `auto found that the account takes ${tasks} at a time`;
    case "no_limit_met":
      return `auto met no limit of the account, with up to ${tasks} at a time`;
    default:
      return unreachable(event.reason);
  }
}

/** `12 of 40 done, 1 failed, 5 moving, about 14 min left`. */
export function totalsText(tally: RunTally, now: number): string {
  const left = tally.timeLeft(now);
  return [
    `${tally.done} of ${tally.planned} done`,
    ...(tally.failed > 0 ? [`${tally.failed} failed`] : []),
    ...(tally.uncertain > 0 ? [`${tally.uncertain} uncertain`] : []),
    ...(tally.unfetched > 0 ? [`${tally.unfetched} unfetched`] : []),
    ...(tally.moving.size > 0 ? [`${tally.moving.size} moving`] : []),
    ...(left === undefined ? [] : [leftText(left)]),
  ].join(", ");
}

/** `about 14 min left`; `about 10 to 20 min left` where one number would lie. */
export function leftText({ lowMs, likelyMs, highMs }: TimeSpan): string {
  const [low, high] = [roughText(lowMs), roughText(highMs)];
  if (low === high || highMs < lowMs * 1.35) return `about ${roughText(likelyMs)} left`;
  const [lowNumber = "", ...lowUnit] = low.split(" ");
  const isOneUnit = lowUnit.length === 1 && high.split(" ").length === 2 && high.endsWith(` ${lowUnit[0]}`);
  return `about ${isOneUnit ? lowNumber : low} to ${high} left`;
}

/** As exact as an estimate can be: `40 s`, `3 min`, `2 h 30 min`. */
function roughText(durationMs: number): string {
  const seconds = durationMs / 1000;
  const step = seconds < 10 ? 1 : seconds < 57 ? 5 : seconds < 170 ? 30 : seconds < 3_600 ? 60 : 600;
  return durationText(Math.max(1, Math.round(seconds / step)) * step * 1000);
}

/** `The plan takes 12 clips of 60 s in all, more than --max-shots 10 allows; nothing was submitted.` */
export function overLimitsText(excess: SpendingExcess): string {
  return `${excessText(excess)}; nothing was submitted.`;
}

/** `The plan takes 12 clips of 60 s in all, more than --max-shots 10 allows`. */
export function excessText({ needed, limits }: SpendingExcess): string {
  const { amount, shots, seconds } = limits;
  const broken = [
    ...(amount !== undefined && needed.amount > amount
      ? [`--budget ${moneyText(amount, limits.currency)}`]
      : []),
    ...(shots !== undefined && needed.shots > shots ? [`--max-shots ${shots}`] : []),
    ...(seconds !== undefined && needed.seconds > seconds ? [`--max-seconds ${seconds}`] : []),
  ];
  const cost = amount === undefined ? "" : ` for ${moneyText(needed.amount, needed.currency)}`;
  const takes = `${countText(needed.shots, "clip")} of ${needed.seconds} s in all${cost}`;
  return `The plan takes ${takes}, more than ${broken.join(" and ")} allows`;
}

/** A warning, with the shot that it is about. */
export function warningText({ id, message }: { readonly id?: string; readonly message: string }): string {
  return visibleText(`${id === undefined ? "" : `${id}: `}${message}`);
}

/** Names the provider that something is about, where several work in one run. */
export function ofProvider({ provider }: { readonly provider?: string | undefined }): string {
  return provider === undefined ? "" : `${visibleText(provider)}: `;
}

/** Why nothing further is submitted, and what becomes of the tasks in flight. */
export function stopText({ reason, message, provider }: Extract<RunEvent, { type: "stopping" }>): string {
  // Of the user's own doing there is no more to say.
  const detail = message === "" || reason === "interrupted" ? "" : ` (${message})`;
  return `${ofProvider({ provider })}${stopReasonText(reason)}${detail}`;
}

function stopReasonText(reason: StopReason): string {
  const finishing = "Tasks in flight are still finished.";
  switch (reason) {
    case "interrupted":
      return "Interrupted: nothing more is submitted, the state is saved; tasks in flight go on at the provider.";
    case "run_lock_lost":
      return "Another run holds this storyboard now: nothing more is submitted; tasks in flight go on at the provider.";
    case "no_balance":
      return `The account has no balance left: nothing more is submitted. ${finishing}`;
    case "key_refused":
      return "The provider refused the API key: nothing more is submitted.";
    case "budget":
      return `The budget is used up: nothing more is submitted. ${finishing}`;
    case "outcomes_unknown":
      return `Nobody knows what became of the last submits: nothing more is submitted. ${finishing}`;
    case "unreachable":
      return "The provider cannot be reached: nothing more is submitted.";
    case "state_unwritable":
      return `The state cannot be written to disk: nothing more is submitted. ${finishing}`;
    case "output_unwritable":
      return `Clips cannot be written to disk: nothing more is submitted. ${finishing}`;
    default:
      return unreachable(reason);
  }
}
