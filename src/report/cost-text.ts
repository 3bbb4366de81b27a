import { moneyText } from "../base/money.ts";
import { visibleText } from "../base/text/visible-text.ts";
import type { Cost, NeededPrice } from "../film/cost.ts";
import type { CostKey } from "../film/cost-keys.ts";
import { padColumns } from "./text/columns.ts";
import type { Palette } from "./text/palette.ts";
import { countText } from "./text/text.ts";

/** What a film has cost, for people: a row a key, and the sums. */
export function costText(cost: Cost, by: CostKey): string {
  const { currency, rows, spent, uncertain, rejected, superseded, unpriced } = cost;
  if (rows.length === 0 && spent === 0 && uncertain === 0 && unpriced === 0)
    return "Nothing was paid for yet.\n";
  const money = (amount: number): string => moneyText(amount, currency ?? undefined);
  const width = Math.max(by.length, ...rows.map(({ key }) => visibleText(key).length));
  const lines = rows.map(({ key, clips, seconds, amount }) => {
    const clipsText = countText(clips, "clip").padStart(9);
    const price = amount === null ? "no price" : money(amount);
    return `  ${padColumns(visibleText(key), width)} ${clipsText} ${`${seconds} s`.padStart(9)}  ${price}`;
  });
  const sums = [
    `spent ${currency === null ? "an unknown sum: there are no prices" : money(spent)}`,
    ...(rejected > 0 ? [`of that, sent back: ${money(rejected)}`] : []),
    ...(superseded > 0 ? [`of that, replaced by newer clips: ${money(superseded)}`] : []),
    ...(uncertain > 0 ? [`perhaps spent, of submits whose outcome is not known: ${money(uncertain)}`] : []),
    ...(unpriced > 0 && currency !== null
      ? [`${countText(unpriced, "clip")} without a price, in no sum`]
      : []),
  ];
  return `${[...lines, "", ...sums].join("\n")}\n`;
}

/** The same of several films, each with its name above it, and of all of them together. */
export function costsText(
  costs: readonly { readonly file: string; readonly cost: Cost }[],
  {
    by,
    total,
    palette,
  }: { readonly by: CostKey; readonly total: Cost | undefined; readonly palette: Palette },
): string {
  const parts = costs.map(({ file, cost }) => [visibleText(file), costText(cost, by)]);
  const sum =
    total === undefined
      ? "They were paid for in several currencies, which have no sum.\n"
      : costText(total, by).replace(/^\n/, "");
  const all = [...parts, [`All ${countText(costs.length, "storyboard")}`, sum]];
  return all.map(([name = "", text = ""]) => `${palette.strong(name)}\n${text}`).join("\n");
}

/** The price block to fill in, as YAML; what is known is in it. */
export function pricesText(
  needed: readonly NeededPrice[],
  { currency, date }: { readonly currency: string; readonly date: string },
): string {
  const line = ({ key, takes, seconds, known, documented }: NeededPrice): string => {
    // Left open, not zero: one that is not filled in is a mistake that the check finds, and not a price.
    const amount = known === undefined ? "  # to fill in;" : ` ${known.amount}   #`;
    // Beside the place and not in it: the account may have other prices, and the document is of another day.
    const hint =
      documented === undefined
        ? ""
        : `; the provider's page of ${documented.dated} says ${documented.amount} ${documented.currency} a second`;
    return `    ${JSON.stringify(key)}:${amount} ${countText(takes, "clip")}, ${seconds} s${hint}`;
  };
  const perClip = needed.filter(({ known }) => known?.per === "clip").map(line);
  const perSecond = needed.filter(({ known }) => known?.per !== "clip").map(line);
  return [
    "prices:",
    `  currency: ${currency}`,
    `  date: ${JSON.stringify(date)}`,
    ...(perClip.length > 0 ? ["  per_clip:", ...perClip] : []),
    ...(perSecond.length > 0 ? ["  per_second:   # or move a key to per_clip", ...perSecond] : []),
    "",
  ].join("\n");
}
