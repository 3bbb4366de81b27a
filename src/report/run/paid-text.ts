import { groupBy } from "../../base/group-by.ts";
import { sum } from "../../base/money.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import type { BillingTotal, PlanTotals } from "../../plan/plan.ts";
import type { Palette } from "../text/palette.ts";
import { priceText } from "../text/text.ts";

/** What a plan will pay for: a line for each billing key, a subtotal for each model with several, and the total. */
export function* paidLines(totals: PlanTotals, palette: Palette): Iterable<string> {
  if (totals.render === 0) {
    if (totals.resume + totals.download === 0) yield "Nothing to render: no request is needed.";
    else if (totals.possible.clips === 0) yield "Nothing to pay for: clips of earlier submits are fetched.";
    else yield "Nothing to pay for as far as it is known: clips of earlier submits are fetched.";
    return;
  }
  yield palette.strong("What will be paid for:");
  const models = byModel(totals.billing);
  const rows = [...models].flatMap(([model, keys]) => [
    ...keys,
    ...(keys.length > 1 && models.size > 1 ? [subtotal(model, keys)] : []),
  ]);
  const width = Math.max(...rows.map(({ billingKey }) => billingKey.length), "total".length);
  const row = (
    name: string,
    { clips, seconds }: Pick<BillingTotal, "clips" | "seconds">,
    cost: string,
  ): string => `  ${visibleText(name).padEnd(width)}  ${amountText(clips, seconds)}  ${cost}`.trimEnd();
  for (const line of rows) {
    yield row(line.billingKey, line, line.price === null ? "" : priceText(line.price));
  }
  const seconds = sum(totals.billing.map((line) => line.seconds));
  const isPriced = totals.billing.some(({ price }) => price !== null);
  const unknown = isPriced ? "no price for all of it" : "no prices in the storyboard";
  yield row(
    "total",
    { clips: totals.render, seconds },
    totals.price === null ? unknown : priceText(totals.price),
  );
}

/** `  3 clips     15 s`. */
export function amountText(clips: number, seconds: number): string {
  return `${String(clips).padStart(3)} ${(clips === 1 ? "clip" : "clips").padEnd(5)}  ${`${seconds} s`.padStart(7)}`;
}

/** A billing key begins with its model: `kling-v3 1080P audio`. */
function byModel(billing: readonly BillingTotal[]): ReadonlyMap<string, readonly BillingTotal[]> {
  return groupBy(billing, ({ billingKey }) => billingKey.split(" ")[0] ?? "");
}

function subtotal(model: string, keys: readonly BillingTotal[]): BillingTotal {
  const first = keys[0]?.price ?? null;
  const amounts = keys.flatMap(({ price }) => (price === null ? [] : [price.amount]));
  return {
    billingKey: `${model} in all`,
    clips: sum(keys.map(({ clips }) => clips)),
    seconds: sum(keys.map(({ seconds }) => seconds)),
    price: first === null || amounts.length < keys.length ? null : { ...first, amount: sum(amounts) },
  };
}
