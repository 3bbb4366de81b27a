import { z } from "zod";
import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { sum } from "../../base/money.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { planSchema } from "../../report/schemas/plan.ts";
import { answerOf, type ToolError } from "../answer/tool-error.ts";
import { commandArgv, type FlagValues } from "../command-line.ts";
import type { Money } from "../session/ceiling.ts";
import type { Session } from "../session/session.ts";
import { shortError } from "./command-tool.ts";
import { limits, planning } from "./inputs.ts";
import { planHint } from "./tool.ts";

/** What a render may do. */
export interface Agreement {
  /** What all of it may come to; `null` where nothing is submitted, or where there are no prices and no ceiling. */
  readonly price: Money | null;
  /** The amount that the run itself must keep to. */
  readonly budget: number | undefined;
}

const { plan_hash, refusal, spending, totals } = planSchema.shape;
const seenPlan = z.object({ plan_hash, refusal, spending, totals });

const planFlags: ReadonlySet<string> = new Set([...Object.keys(planning), ...Object.keys(limits)]);

/** Holds today's plan against the one that was seen, and against what may be spent. */
export async function agree(
  { commandLine, ceiling }: Session,
  seen: string,
  { path, flags }: { readonly path: string; readonly flags: FlagValues },
): Promise<Result<Agreement, ToolError>> {
  const { left } = ceiling;
  const asked = typeof flags.budget === "number" ? flags.budget : undefined;
  const budget = left === undefined ? asked : Math.min(asked ?? left, left);
  const own = Object.entries(flags).filter(([name]) => planFlags.has(name));
  const call = { argv: commandArgv("plan", { ...Object.fromEntries(own), budget }, [path]) };
  const answer = answerOf(await commandLine(call));
  if (!answer.ok)
    return failure(priceError(shortError(answer.error), left !== undefined && asked === undefined));
  const plan = seenPlan.parse(answer.value);
  if (plan.plan_hash !== seen) {
    const message = "today's plan is not the one that plan_hash names; nothing was submitted";
    return failure({ code: "plan_changed", message, hint: planHint });
  }
  if (plan.refusal !== null) {
    const { reason, message, hint } = plan.refusal;
    return failure({ code: reason, message, ...(hint !== null && { hint }) });
  }
  if (plan.spending?.fits === false) {
    const isCeiling = left !== undefined && plan.spending.needed.amount > left;
    const { limits = null, needed = null, fitting = null } = asObject(answer.value.spending);
    return failure(
      shortError({
        code: "over_limits",
        message: `the plan does not fit its limits${isCeiling ? `: ${ceiling.text}` : ""}; nothing was submitted`,
        hint: "`fitting` is the largest part from the film's beginning that would fit: plan it with `only`, or ask the person.",
        limits,
        needed,
        fitting,
      }),
    );
  }
  const price = wholePrice(plan.totals);
  // What is reserved, not what is left: another render may begin meanwhile.
  return success({ price, budget: left === undefined ? asked : (price?.amount ?? 0) });
}

function wholePrice({ price, possible }: z.output<typeof totals>): Money | null {
  const currency = (price ?? possible.price)?.currency;
  if (currency === undefined) return null;
  return { amount: sum([price?.amount ?? 0, possible.price?.amount ?? 0]), currency };
}

/** A ceiling in money cannot be held where prices are unknown. */
function priceError(error: ToolError, isCeiling: boolean): ToolError {
  if (error.code !== "price_unknown" || !isCeiling) return error;
  return {
    ...error,
    message: error.message.replace("--budget", "--max-spend"),
    hint: "Ask the person for prices and add them to the storyboard's `prices`; never invent one.",
  };
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
