import { cleanText, Secrets } from "../../base/text/clean-text.ts";
import { AbortWatch } from "../../base/time/abort-watch.ts";
import type { Clock } from "../../base/time/clock.ts";
import { accountMark } from "../http/api/account-mark.ts";
import { ApiClient, type Timeouts } from "../http/api/api-client.ts";
import { multipartFile } from "../http/api/multipart.ts";
import type { Exchange } from "../http/exchange.ts";
import { readLimitSignals } from "../http/limits/limit-headers.ts";
import { type LimitNews, RateLimiter } from "../http/limits/rate-limiter.ts";
import type { Reading } from "../http/reading.ts";
import { ResultClient, type ResultRequest } from "../http/results/result-client.ts";
import type {
  BalanceOutcome,
  ClipOrder,
  ModelsOutcome,
  ProviderFacts,
  QueryOutcome,
  ResultOutcome,
  SubmitOutcome,
  TaskRef,
  Upload,
  UploadOutcome,
  VideoProvider,
} from "../provider.ts";
import type { ConnectOptions } from "../provider-entry.ts";
import { balanceOutcome } from "./balance-outcome.ts";
import { toApisFacts, toApisRates } from "./facts.ts";
import { modelsOutcome, videoModels } from "./models-outcome.ts";
import { type Asked, queryOutcome } from "./query-outcome.ts";
import { generations, requestBody } from "./request-body.ts";
import { submitOutcome } from "./submit-outcome.ts";
import { uploadOutcome } from "./upload-outcome.ts";

export interface ToApisOptions extends ConnectOptions {
  readonly timeouts?: Partial<Timeouts>;
  /** Told whatever answers say about the account's limits. */
  readonly onLimits?: (news: LimitNews) => void;
}

const defaultTimeouts: Timeouts = {
  connectMs: 10_000,
  answerMs: toApisFacts.answerMs,
  uploadMs: 300_000,
  stallMs: 30_000,
};

/** The ToAPIs video API behind the provider port. Opens no connection before the first request. */
export function createToApis(options: ToApisOptions): VideoProvider {
  return new ToApis(options);
}

class ToApis implements VideoProvider {
  readonly facts: ProviderFacts;
  readonly accountMark: (salt: string) => string;
  readonly #clock: Clock;
  readonly #host: string;
  readonly #secrets: Secrets;
  readonly #api: ApiClient;
  readonly #results: ResultClient;
  readonly #submits: RateLimiter;
  readonly #queries: RateLimiter;

  constructor({ baseUrl, apiKey, clock, limits, timeouts, userAgent = "dailies", onLimits }: ToApisOptions) {
    const watch = new AbortWatch();
    const allTimeouts = { ...defaultTimeouts, ...timeouts };
    this.facts = { ...toApisFacts, answerMs: allTimeouts.answerMs };
    this.accountMark = (salt) => accountMark(salt, apiKey);
    this.#clock = clock;
    this.#host = baseUrl.host;
    this.#secrets = new Secrets([apiKey]);
    this.#api = new ApiClient({ baseUrl, apiKey, userAgent, timeouts: allTimeouts, watch });
    this.#results = new ResultClient({
      httpAllowed: baseUrl.protocol === "http:",
      userAgent,
      timeouts: allTimeouts,
      watch,
      reading: (host) => this.#reading(host),
    });
    const rates = { ...toApisRates, ...limits };
    const shared = { clock, watch, onLimits };
    this.#submits = new RateLimiter({ ...shared, category: "submit", perSecond: rates.submitPerSecond });
    this.#queries = new RateLimiter({ ...shared, category: "query", perSecond: rates.queryPerSecond });
  }

  async submitTurn(signal: AbortSignal): Promise<void> {
    await this.#submits.turn(signal);
  }

  async submit(order: ClipOrder, signal: AbortSignal): Promise<SubmitOutcome> {
    const json = Buffer.from(JSON.stringify(requestBody(order)));
    const exchange = await this.#api.send(
      { pool: "submit", method: "POST", path: generations, contentType: "application/json", body: json },
      signal,
    );
    const outcome = submitOutcome(exchange, this.#reading());
    this.#learn(this.#submits, exchange, outcome.kind === "limited");
    return outcome;
  }

  query({ taskId }: TaskRef, signal: AbortSignal): Promise<QueryOutcome> {
    return this.#query({ taskId }, taskId, signal);
  }

  lookUp(clientId: string, signal: AbortSignal): Promise<QueryOutcome> {
    return this.#query({ clientId }, clientId, signal);
  }

  async #query(asked: Asked, id: string, signal: AbortSignal): Promise<QueryOutcome> {
    const turn = await this.#queries.turn(signal);
    if (!turn)
      return { kind: "unavailable", cause: { code: "aborted", message: "the request was interrupted" } };
    const path = `${generations}/${pathSegment(id)}`;
    const exchange = await this.#api.send({ pool: "query", method: "GET", path }, signal);
    const outcome = queryOutcome(exchange, asked, this.#reading());
    this.#learn(this.#queries, exchange, outcome.kind === "limited");
    return outcome;
  }

  async upload(upload: Upload, signal: AbortSignal): Promise<UploadOutcome> {
    const { contentType, contentLength, stream, sent } = multipartFile(upload);
    const exchange = await this.#api.send(
      {
        pool: "upload",
        method: "POST",
        path: upload.mimeType.startsWith("video/") ? "/v1/uploads/videos" : "/v1/uploads/images",
        contentType,
        contentLength,
        body: stream,
      },
      signal,
    );
    stream.destroy();
    return uploadOutcome(exchange, sent(), this.#reading());
  }

  async balance(signal: AbortSignal): Promise<BalanceOutcome> {
    const exchange = await this.#api.send({ pool: "query", method: "GET", path: "/v1/user/balance" }, signal);
    return balanceOutcome(exchange, this.#reading());
  }

  async models(signal: AbortSignal): Promise<ModelsOutcome> {
    const exchange = await this.#api.send({ pool: "query", method: "GET", path: videoModels }, signal);
    return modelsOutcome(exchange, this.#reading());
  }

  openResult(request: ResultRequest, signal: AbortSignal): Promise<ResultOutcome> {
    return this.#results.open(request, signal);
  }

  async close(): Promise<void> {
    this.#results.close();
    await this.#api.close();
  }

  #learn(limiter: RateLimiter, exchange: Exchange, limited: boolean): void {
    if (exchange.kind !== "answered") return;
    limiter.learn(readLimitSignals(exchange.headers, this.#clock.now()), limited);
  }

  #reading(host = this.#host): Reading {
    return { host, clean: this.#clean, holdsKey: this.#holdsKey, now: this.#clock.now() };
  }

  readonly #clean = (text: string, maxLength?: number): string =>
    cleanText(text, { secrets: this.#secrets, ...(maxLength === undefined ? {} : { maxLength }) });

  readonly #holdsKey = (text: string): boolean => this.#secrets.isIn(text);
}

/** An id as one segment of a path, whatever it holds. */
function pathSegment(id: string): string {
  const escaped = encodeURIComponent(id.replace(/\p{Surrogate}/gu, "\ufffd"));
  return /^\.+$/.test(escaped) ? escaped.replaceAll(".", "%2E") : escaped;
}
