import { join } from "node:path";
import { systemClock } from "../../base/time/clock.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { ServiceJson } from "../../report/schemas/models.ts";
import type { CliContext } from "../context.ts";
import type { ServiceFlags } from "../flags/flags.ts";
import { readServices } from "./environment.ts";

/** What came of asking the first provider for the models of the key. */
export type AskedModels =
  | { readonly kind: "listed"; readonly names: readonly string[]; readonly host: string }
  | { readonly kind: "no_key" }
  | { readonly kind: "settings_wrong"; readonly message: string }
  | { readonly kind: "key_refused" | "unavailable"; readonly host: string; readonly message: string };

/** Asks with the key of the environment, or of the `.env` in this folder. Without one, nobody is asked. */
export async function askForModels(
  context: CliContext,
  folder: string,
  flags: ServiceFlags,
): Promise<AskedModels> {
  const services = await readServices(context, join(folder, "storyboard"), flags);
  if (!services.ok) return { kind: "settings_wrong", message: services.error };
  const service = services.value(undefined);
  if (service?.apiKey === undefined) return { kind: "no_key" };
  const { baseUrl, apiKey } = service;
  const { host } = baseUrl;
  const provider = await service.provider.connect({ baseUrl, apiKey, clock: systemClock });
  try {
    const outcome = await provider.models(new AbortController().signal);
    switch (outcome.kind) {
      case "models":
        return { kind: "listed", names: outcome.names, host };
      case "key_refused":
      case "unavailable":
        return { kind: outcome.kind, host, message: outcome.cause.message };
      default:
        return unreachable(outcome);
    }
  } finally {
    await provider.close();
  }
}

/** @param strangers names that no contract is for */
export function askedText(asked: AskedModels, strangers: readonly string[]): string {
  switch (asked.kind) {
    case "listed": {
      const { length } = asked.names;
      const models = `${asked.host} names ${length} video ${length === 1 ? "model" : "models"} for this key`;
      return strangers.length === 0
        ? `${models}.`
        : `${models}. Without a contract: ${strangers.join(", ")}.`;
    }
    case "no_key":
      return "Without a key, the service was not asked which models it has.";
    case "settings_wrong":
      return `The service was not asked which models it has: ${asked.message}`;
    case "key_refused":
      return `${asked.host} refuses the key: ${asked.message}`;
    case "unavailable":
      return `${asked.host} did not say which models it has: ${asked.message}`;
    default:
      return unreachable(asked);
  }
}

export function serviceJson(asked: AskedModels, strangers: readonly string[]): ServiceJson {
  return {
    outcome: asked.kind,
    host: "host" in asked ? asked.host : null,
    models: asked.kind === "listed" ? asked.names.length : null,
    without_contract: [...strangers],
    message: "message" in asked ? asked.message : null,
  };
}
