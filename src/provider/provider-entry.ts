import type { JsonObject } from "../base/json.ts";
import type { Result } from "../base/result.ts";
import type { Clock } from "../base/time/clock.ts";
import type { ClipOrder, ProviderFacts, VideoProvider } from "./provider.ts";

/** What there is to know of a provider before anything is asked of it; `providers.ts` lists them. Loads no HTTP client. */
export interface ProviderEntry {
  readonly facts: ProviderFacts;
  /** Where an account's keys are made. */
  readonly keyPage: string;
  /** Names of its settings in the environment. */
  readonly environment: { readonly apiKey: string; readonly baseUrl: string };
  /** Where its API is, unless the user says otherwise. */
  readonly baseUrl: URL;
  /** Reads another address of its API; the error says what is wrong with it. */
  readonly parseBaseUrl: (text: string) => Result<URL, string>;
  /** What a submit of this order sends, for whoever wants to see it; sends nothing. */
  readonly submitRequest: (order: ClipOrder) => Promise<SubmitRequest>;
  /** Loads the adaptor. No connection is opened before the first request. */
  readonly connect: (options: ConnectOptions) => Promise<VideoProvider>;
}

/** One request as it leaves. Holds no key. */
export interface SubmitRequest {
  readonly method: string;
  /** Behind the base URL. */
  readonly path: string;
  readonly body: JsonObject;
}

export interface ConnectOptions {
  /** From `parseBaseUrl`. */
  readonly baseUrl: URL;
  /** From `parseApiKey`. */
  readonly apiKey: string;
  readonly clock: Clock;
  readonly userAgent?: string;
  /** Requests a second; the provider's documented limits where they are not given. */
  readonly limits?: { readonly submitPerSecond?: Rate; readonly queryPerSecond?: Rate };
}

export type Rate = number | "off";
