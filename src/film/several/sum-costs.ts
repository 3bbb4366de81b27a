import { groupBy } from "../../base/group-by.ts";
import { sum } from "../../base/money.ts";
import type { Cost, CostRow } from "../cost.ts";
import type { CostKey } from "../cost-keys.ts";

/** What several films have cost together; `undefined` where they were paid for in several currencies, which have no sum. */
export function sumOfCosts(costs: readonly Cost[], by: CostKey): Cost | undefined {
  const currencies = new Set(costs.flatMap(({ currency }) => currency ?? []));
  if (currencies.size > 1) return undefined;
  const [currency = null] = currencies;
  const amount = (key: "spent" | "uncertain" | "rejected" | "superseded"): number =>
    sum(costs.map((cost) => cost[key]));
  return {
    currency,
    spent: amount("spent"),
    uncertain: amount("uncertain"),
    rejected: amount("rejected"),
    superseded: amount("superseded"),
    unpriced: costs.reduce((all, { unpriced }) => all + unpriced, 0),
    rows: isOfOneFilm(by) ? [] : sumOfRows(costs.flatMap(({ rows }) => rows)),
  };
}

/** Two films' shots or scenes of one id have nothing to do with each other. */
function isOfOneFilm(by: CostKey): boolean {
  return by === "shot" || by === "scene";
}

function sumOfRows(rows: readonly CostRow[]): readonly CostRow[] {
  return [...groupBy(rows, ({ key }) => key)]
    .map(([key, some]) => {
      const amounts = some.flatMap(({ amount }) => amount ?? []);
      return {
        key,
        clips: some.reduce((all, { clips }) => all + clips, 0),
        seconds: sum(some.map(({ seconds }) => seconds)),
        amount: amounts.length < some.length ? null : sum(amounts),
      };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
