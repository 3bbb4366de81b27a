import type { Readable } from "node:stream";
import { type Dispatcher, Pool } from "undici";
import type { AbortWatch } from "../../../base/time/abort-watch.ts";
import type { Exchange } from "../exchange.ts";
import { ExchangeFailure } from "../exchange-failure.ts";
import { ApiCall } from "./api-call.ts";

export interface Timeouts {
  /** Until a connection is made, TLS included. Default: 10 s. */
  readonly connectMs: number;
  /** From writing a request until its whole answer is read. Default: 60 s. */
  readonly answerMs: number;
  /** The same for a picture's upload. Default: 5 minutes. */
  readonly uploadMs: number;
  /** Between two pieces of a result file. Default: 30 s. */
  readonly stallMs: number;
}

export interface ApiClientOptions {
  readonly baseUrl: URL;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly timeouts: Timeouts;
  readonly watch: AbortWatch;
}

export interface ApiRequest {
  readonly pool: PoolName;
  readonly method: "GET" | "POST";
  /** Below the base URL, beginning with a slash. */
  readonly path: string;
  readonly contentType?: string;
  readonly contentLength?: number;
  readonly body?: Buffer | Readable;
}

/** Requests of one pool share connections, and do not wait for those of another. */
export type PoolName = "submit" | "query" | "upload";

const maxAnswerBytes = 1024 * 1024;

/**
 * A submit that meets a connection just being closed by the server has an unknown outcome, so a connection is used
 * again for a submit only while it is fresher than any server's idle time-out. A query may simply be sent again.
 */
const reuseMs: Readonly<Record<PoolName, number>> = { submit: 1_000, query: 10_000, upload: 2_000 };
const connections: Readonly<Record<PoolName, number>> = { submit: 64, query: 64, upload: 16 };

/** Requests to the API itself: the only place where the key is written. */
export class ApiClient {
  readonly #options: ApiClientOptions;
  readonly #pathPrefix: string;
  readonly #headers: readonly string[];
  readonly #pools: Readonly<Record<PoolName, Pool>>;

  constructor(options: ApiClientOptions) {
    this.#options = options;
    const { baseUrl, apiKey, userAgent } = options;
    this.#pathPrefix = baseUrl.pathname.replace(/\/+$/, "");
    this.#headers = ["Authorization", `Bearer ${apiKey}`, "User-Agent", userAgent];
    const pool = (name: PoolName): Pool =>
      new Pool(baseUrl.origin, {
        connections: connections[name],
        keepAliveTimeout: reuseMs[name],
        keepAliveMaxTimeout: reuseMs[name],
        keepAliveTimeoutThreshold: Math.min(1_000, reuseMs[name] / 2),
        connect: { timeout: options.timeouts.connectMs },
        // The call's own deadline covers both.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    this.#pools = { submit: pool("submit"), query: pool("query"), upload: pool("upload") };
  }

  /** Sends one request, once. Never rejects. */
  send(request: ApiRequest, signal: AbortSignal): Promise<Exchange> {
    const { watch, timeouts } = this.#options;
    return new Promise((resolve) => {
      if (signal.aborted) {
        const error = new ExchangeFailure("aborted", "the request was interrupted");
        return resolve({ kind: "broken", written: false, error });
      }
      const call = new ApiCall({
        answerMs: request.pool === "upload" ? timeouts.uploadMs : timeouts.answerMs,
        maxAnswerBytes,
        settle: (exchange) => {
          watch.remove(signal, call);
          resolve(exchange);
        },
      });
      watch.add(signal, call);
      this.#pools[request.pool].dispatch(this.#dispatchOptions(request), call);
    });
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool) => pool.destroy()));
  }

  #dispatchOptions({
    method,
    path,
    body,
    contentType,
    contentLength,
  }: ApiRequest): Dispatcher.DispatchOptions {
    const headers = [...this.#headers];
    if (contentType !== undefined) headers.push("Content-Type", contentType);
    if (contentLength !== undefined) headers.push("Content-Length", String(contentLength));
    return { method, path: this.#pathPrefix + path, headers, ...(body === undefined ? {} : { body }) };
  }
}
