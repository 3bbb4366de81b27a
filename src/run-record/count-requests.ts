import type { VideoProvider } from "../provider/provider.ts";
import type { RequestCounts } from "./record-line.ts";

export type RequestKind = Exclude<keyof RequestCounts, "limited">;

/** Counts the requests of a run. */
export class RequestTally {
  readonly #counts = {
    uploads: 0,
    submits: 0,
    looks: 0,
    lookUps: 0,
    downloads: 0,
    balances: 0,
    limited: 0,
  };

  get counts(): RequestCounts {
    return { ...this.#counts };
  }

  /** The same provider, whose requests are counted. */
  counted(provider: VideoProvider, close = () => provider.close()): VideoProvider {
    return {
      facts: provider.facts,
      accountMark: (salt) => provider.accountMark(salt),
      submitTurn: (signal) => provider.submitTurn(signal),
      submit: (order, signal) => this.#count("submits", provider.submit(order, signal)),
      query: (task, signal) => this.#count("looks", provider.query(task, signal)),
      lookUp: (clientId, signal) => this.#count("lookUps", provider.lookUp(clientId, signal)),
      upload: (upload, signal) => this.#count("uploads", provider.upload(upload, signal)),
      balance: (signal) => this.#count("balances", provider.balance(signal)),
      // Not a request of a run.
      models: (signal) => provider.models(signal),
      openResult: (request, signal) => this.#count("downloads", provider.openResult(request, signal)),
      close,
    };
  }

  async #count<T extends { readonly kind: string }>(kind: RequestKind, answer: Promise<T>): Promise<T> {
    this.#counts[kind] += 1;
    const outcome = await answer;
    if (outcome.kind === "limited") this.#counts.limited += 1;
    return outcome;
  }
}
