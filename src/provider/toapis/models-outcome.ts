import { isObject, type JsonValue } from "../../base/json.ts";
import type { Exchange } from "../http/exchange.ts";
import { networkCause } from "../http/network-cause.ts";
import type { Reading } from "../http/reading.ts";
import type { ModelsOutcome } from "../provider.ts";
import { answerCause, jsonObjectOf, unreadableCause, wordsOf } from "./answer.ts";

/** Without the type, the answer has models of texts and no others (public docs, August 2026, `chat/list-models`). */
export const videoModels = "/v1/models?type=video";

const longestName = 200;

/**
 * Reads `GET /v1/models?type=video`: `data` lists the models that the key may use, by `id`. An answer of which a part is not
 * understood counts for nothing, since what it does not name would be taken for gone.
 */
export function modelsOutcome(exchange: Exchange, { clean, host }: Reading): ModelsOutcome {
  if (exchange.kind === "broken")
    return { kind: "unavailable", cause: networkCause(exchange.error, host, clean) };
  const json = jsonObjectOf(exchange);
  const { status } = exchange;
  if (status === 401) return { kind: "key_refused", cause: answerCause(exchange, wordsOf(json), clean) };
  if (status < 200 || status >= 300)
    return { kind: "unavailable", cause: answerCause(exchange, wordsOf(json), clean) };
  const list = json?.data;
  const ids = Array.isArray(list) ? list.map(idOf) : [undefined];
  const names = ids.flatMap((id) => (id === undefined ? [] : [clean(id, longestName)]));
  if (json?.success === false || names.length < ids.length) {
    const cause = unreadableCause(exchange, "no list of models in the answer", clean);
    return { kind: "unavailable", cause };
  }
  return { kind: "models", names: names.filter((name) => name !== "") };
}

function idOf(entry: JsonValue): string | undefined {
  const id = isObject(entry) ? entry.id : undefined;
  return typeof id === "string" && id.trim() !== "" ? id : undefined;
}
