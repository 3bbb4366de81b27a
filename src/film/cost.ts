import { groupBy } from "../base/group-by.ts";
import { sum } from "../base/money.ts";
import { failure, type Result, success } from "../base/result.ts";
import { unreachable } from "../base/unreachable.ts";
import { isRejected, judgedClip } from "../choices/choices.ts";
import type { Job } from "../manifest/job.ts";
import { amountsOf, type PaidAttempt, paidAttempts } from "../plan/money/spent.ts";
import type { LockState } from "../state/state.ts";
import { supersededPrefix } from "../state/superseded-name.ts";
import type { CostKey } from "./cost-keys.ts";
import type { Film } from "./open-film.ts";
import type { FilmProblem } from "./problem.ts";

export interface CostRow {
  readonly key: string;
  readonly clips: number;
  readonly seconds: number;
  /** `null` where a clip has no price. */
  readonly amount: number | null;
}

/** What a film has cost. */
export interface Cost {
  /** `null` where nothing has a price. */
  readonly currency: string | null;
  readonly spent: number;
  /** Of submits whose outcome is not known; not in `spent`. */
  readonly uncertain: number;
  /** Of `spent`: clips that were sent back. */
  readonly rejected: number;
  /** Of `spent`: clips that newer ones replaced. */
  readonly superseded: number;
  /** Paid clips without a price, which no sum has. */
  readonly unpriced: number;
  readonly rows: readonly CostRow[];
}

export type CostProblem =
  | FilmProblem
  | { readonly kind: "currencies_mixed"; readonly currencies: readonly string[] };

/** What was spent, by the prices on record; where an attempt has none, by the storyboard's prices of today. */
export async function costOfFilm(film: Film, by: CostKey): Promise<Result<Cost, CostProblem>> {
  const seen = await film.look();
  return seen.ok ? costOn(film, seen.value.state, by) : seen;
}

/** The same, of a record that was read already. */
export function costOn(
  film: Film,
  state: LockState,
  by: CostKey,
): Result<Cost, Exclude<CostProblem, FilmProblem>> {
  const scenes = new Map(film.jobs.map(({ id, scene }) => [id, scene]));
  const all = [...paidAttempts(state)].map((one) => ({ ...one, price: film.priceOfAttempt(one.attempt) }));
  const currencies = amountsOf(all.map(({ price }) => price)).map(({ currency }) => currency);
  const [currency = null, ...others] = currencies;
  if (others.length > 0) return failure({ kind: "currencies_mixed", currencies });
  const paid = all.filter((one) => one.paid === "yes");
  const amount = (some: typeof all): number => sum(some.flatMap(({ price }) => price?.amount ?? []));
  const isSentBack = ({ id, take, attempt: { clip } }: PaidAttempt): boolean =>
    clip !== undefined && isRejected(film.choices.get(id), judgedClip(take, clip));
  const isReplaced = ({ attempt }: PaidAttempt): boolean =>
    attempt.clip?.file.startsWith(supersededPrefix) === true;
  const rows = groupBy(paid, (one) => keyOf(one, by, scenes));
  return success({
    currency,
    spent: amount(paid),
    uncertain: amount(all.filter((one) => one.paid === "unknown")),
    rejected: amount(paid.filter(isSentBack)),
    superseded: amount(paid.filter(isReplaced)),
    unpriced: paid.filter(({ price }) => price === undefined).length,
    rows: [...rows]
      .map(([key, some]) => ({
        key,
        clips: some.length,
        seconds: sum(some.map(({ attempt }) => attempt.billing?.seconds ?? 0)),
        amount: some.every(({ price }) => price !== undefined) ? amount(some) : null,
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  });
}

function keyOf(
  { id, attempt }: PaidAttempt,
  by: CostKey,
  scenes: ReadonlyMap<string, string | undefined>,
): string {
  switch (by) {
    case "shot":
      return id;
    case "scene":
      return scenes.get(id) ?? "(no scene)";
    case "day":
      return new Date(attempt.submittedAt).toISOString().slice(0, 10);
    case "model":
      return String(attempt.inputs.model ?? "unknown");
    case "billing":
      return attempt.billing?.key ?? "unknown";
    default:
      return unreachable(by);
  }
}

/** A billing key that a film needs a price for. */
export interface NeededPrice {
  readonly key: string;
  readonly takes: number;
  readonly seconds: number;
  /** What the storyboard or the project says already. */
  readonly known?: { readonly per: "clip" | "second"; readonly amount: number };
  /** What the provider's document says of a second. */
  readonly documented?: DocumentedPrice;
}

export interface DocumentedPrice {
  readonly amount: number;
  readonly currency: string;
  /** Date of the document. */
  readonly dated: string;
}

/** The billing keys of a film's takes, by key. */
export function neededPrices({ jobs, storyboard: { prices } }: Film): readonly NeededPrice[] {
  return [...groupBy(jobs, ({ billing }) => billing.key)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, takes]) => {
      const perClip = prices?.perClip[key];
      const perSecond = prices?.perSecond[key];
      return {
        key,
        takes: takes.length,
        seconds: sum(takes.map(({ billing }) => billing.seconds + (billing.secondsBeside ?? 0))),
        ...documentedPrice(takes, key),
        ...(perClip !== undefined && { known: { per: "clip" as const, amount: perClip } }),
        ...(perSecond !== undefined && { known: { per: "second" as const, amount: perSecond } }),
      };
    });
}

function documentedPrice(takes: readonly Job[], key: string): { readonly documented?: DocumentedPrice } {
  for (const { contract } of takes) {
    const { documented_prices: prices, source } = contract;
    const amount = prices?.per_second[key];
    if (prices !== undefined && amount !== undefined)
      return { documented: { amount, currency: prices.currency, dated: source.dated } };
  }
  return {};
}
