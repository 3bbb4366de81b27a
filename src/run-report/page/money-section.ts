import { moneyText } from "../../base/money.ts";
import type { Cost } from "../../film/cost.ts";
import type { Money } from "../run-report.ts";
import { type Markup, markup } from "./markup.ts";
import { percent } from "./words.ts";

/** What the film cost so far, in all runs: by scene, model and day. */
export function moneySection(money: Money, storyboard: string): Markup | undefined {
  if (money.kind === "nothing_paid") {
    return markup`<section aria-labelledby="money"><h2 id="money">Money</h2>
<p class="about">A rehearsal pays for nothing. <code>dailies plan ${storyboard}</code> says what a render would pay for.</p></section>`;
  }
  if (money.kind !== "summed" || money.byModel.rows.length === 0) return undefined;
  const { currency, spent, uncertain, rejected, superseded } = money.byModel;
  const text = (amount: number): string => moneyText(amount, currency ?? undefined);
  const parts = [
    ...(rejected > 0 ? [`${text(rejected)} of it for clips that were sent back`] : []),
    ...(superseded > 0 ? [`${text(superseded)} of it for clips that newer ones replaced`] : []),
    ...(uncertain > 0 ? [`perhaps ${text(uncertain)} more, for submits whose outcome is not known`] : []),
  ];
  return markup`<section aria-labelledby="money"><h2 id="money">Money</h2>
<p class="about">All runs of this film: ${text(spent)}${parts.map((part) => `; ${part}`)}. A task that failed costs nothing.</p>
<div class="beside three">${table("by scene", money.byScene)}${table("by model", money.byModel)}${table("by day", money.byDay)}</div></section>`;
}

function table(name: string, { rows, currency }: Cost): Markup {
  const most = rows.reduce((top, { amount }) => Math.max(top, amount ?? 0), 0);
  const lines = rows.map(
    ({ key, clips, seconds, amount }) =>
      markup`<tr><th scope="row">${key}</th><td class="number">${clips}</td><td class="number">${seconds} s</td><td class="number">${amount === null ? "no price" : moneyText(amount, currency ?? undefined)}<svg class="share" aria-hidden="true"><rect class="money" width="${percent(amount ?? 0, most)}" height="100%"/></svg></td></tr>`,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Money ${name}"><table><caption>${name}</caption><thead><tr><th scope="col">${name.slice(3)}</th><th scope="col">clips</th><th scope="col">length</th><th scope="col">amount</th></tr></thead><tbody>${lines}</tbody></table></div>`;
}
