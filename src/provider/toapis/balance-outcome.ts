import type { JsonValue } from "../../base/json.ts";
import { withoutDust } from "../../base/money.ts";
import type { Exchange } from "../http/exchange.ts";
import { networkCause } from "../http/network-cause.ts";
import type { Reading } from "../http/reading.ts";
import type { BalanceOutcome } from "../provider.ts";
import { answerCause, jsonObjectOf, unreadableCause, wordsOf } from "./answer.ts";

/** Of every amount that ToAPIs names (`credits_per_usd` beside the balance). */
const currency = "USD";

/** Reads `GET /v1/user/balance`: the account's balance; -1 or `unlimited_quota` where there is no limit. */
export function balanceOutcome(exchange: Exchange, { clean, host }: Reading): BalanceOutcome {
  if (exchange.kind === "broken")
    return { kind: "unavailable", cause: networkCause(exchange.error, host, clean) };
  const json = jsonObjectOf(exchange);
  const { status } = exchange;
  if (status === 401) return { kind: "key_refused", cause: answerCause(exchange, wordsOf(json), clean) };
  if (status < 200 || status >= 300) {
    return { kind: "unavailable", cause: answerCause(exchange, wordsOf(json), clean) };
  }
  const remaining = numberOf(json?.remain_balance);
  if (json === undefined || json.success === false || remaining === undefined) {
    return { kind: "unavailable", cause: unreadableCause(exchange, "no balance in the answer", clean) };
  }
  const unlimited = json.unlimited_quota === true || remaining === -1;
  const used = withoutDust(numberOf(json.used_balance) ?? 0);
  return { kind: "balance", remaining: withoutDust(remaining), used, currency, unlimited };
}

function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
