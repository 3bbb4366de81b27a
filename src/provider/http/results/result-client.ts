import {
  type AgentOptions,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  STATUS_CODES,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Cause } from "../../../base/cause.ts";
import type { AbortWatch } from "../../../base/time/abort-watch.ts";
import type { ResultOutcome } from "../../provider.ts";
import type { Timeouts } from "../api/api-client.ts";
import { ExchangeFailure } from "../exchange-failure.ts";
import { readRetryAfter } from "../limits/limit-headers.ts";
import { networkCause } from "../network-cause.ts";
import type { Reading } from "../reading.ts";
import { ResultBroken, ResultStalled } from "./result-errors.ts";
import { type BodyExtent, readExtent, readRefusedTotal, readValidator } from "./result-head.ts";
import { ResultTransfer } from "./result-transfer.ts";
import { checkResultUrl } from "./result-url.ts";

export interface ResultRequest {
  readonly url: string;
  readonly offset: number;
  readonly validator?: string;
}

export interface ResultClientOptions {
  readonly httpAllowed: boolean;
  readonly userAgent: string;
  readonly timeouts: Timeouts;
  readonly watch: AbortWatch;
  /** What it takes to read an answer of a host, now. */
  readonly reading: (host: string) => Reading;
}

const mostRedirects = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const notReady: ReadonlySet<number> = new Set([202, 204, 404, 409, 425]);
const expired: ReadonlySet<number> = new Set([401, 403, 410]);

// Larger pieces than the default of 64 KiB: fewer writes to the disk, and less to do for each byte.
const connections: AgentOptions & { readonly highWaterMark: number } = {
  keepAlive: true,
  maxSockets: 32,
  highWaterMark: 512 * 1024,
};

interface Opened {
  readonly kind: "opened";
  readonly url: URL;
  readonly response: IncomingMessage;
  readonly transfer: ResultTransfer;
}

/**
 * Fetches result files, wherever they lie. It does not know the key: results need none, so none can leak to a file
 * host or along a redirect.
 *
 * Over node:http, not undici: undici 7 ends the process when a connection breaks while a body is held back for a slow
 * disk (nodejs/undici#5360, put right in undici 8, which has left Node 20 behind).
 */
export class ResultClient {
  readonly #options: ResultClientOptions;
  readonly #http = new HttpAgent(connections);
  readonly #https = new HttpsAgent(connections);

  constructor(options: ResultClientOptions) {
    this.#options = options;
  }

  async open(request: ResultRequest, signal: AbortSignal): Promise<ResultOutcome> {
    const opened = await this.#follow(request, signal);
    if (opened.kind !== "opened") return opened;
    const { response, transfer, url } = opened;
    if (response.statusCode !== 200 && response.statusCode !== 206) {
      transfer.discard();
      return this.#withoutContent(opened);
    }
    if (!isUnencoded(response)) {
      transfer.discard();
      return {
        kind: "unavailable",
        cause: { code: "encoded", message: `${url.host} sent the file compressed` },
      };
    }
    const asked = resumes(request) ? request.offset : 0;
    const extent = readExtent(response.statusCode, response.headers);
    if (extent !== undefined && (extent.offset === asked || extent.offset === 0)) {
      return this.#content(opened, extent, signal);
    }
    transfer.discard();
    // The wrong piece: once more, and this time the whole file.
    if (asked > 0) return await this.open({ url: request.url, offset: 0 }, signal);
    const message = `${url.host} sent a piece of the file that was not asked for`;
    return { kind: "unavailable", cause: { code: "range_wrong", message } };
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  /** Follows redirects by hand, so that each target is looked at before anything is sent there. */
  async #follow(request: ResultRequest, signal: AbortSignal): Promise<Opened | ResultOutcome> {
    const { httpAllowed, reading } = this.#options;
    let target = request.url;
    let from: URL | undefined;
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const checked = checkResultUrl(target, from, { httpAllowed, holdsKey: reading("").holdsKey });
      if (!checked.ok) return { kind: "forbidden", cause: checked.error };
      const url = checked.value;
      const opened = await this.#get(url, request, signal);
      if (opened.kind !== "opened") return opened;
      const { statusCode = 0, headers } = opened.response;
      if (!redirects.has(statusCode) || headers.location === undefined) return opened;
      opened.transfer.discard();
      [target, from] = [headers.location, url];
    }
    return {
      kind: "forbidden",
      cause: { code: "too_many_redirects", message: "the result's URL redirects on and on" },
    };
  }

  async #get(url: URL, request: ResultRequest, signal: AbortSignal): Promise<Opened | ResultOutcome> {
    const { watch, timeouts } = this.#options;
    while (true) {
      if (signal.aborted)
        return this.#unavailable(new ExchangeFailure("aborted", "the download was interrupted"), url);
      const transfer = new ResultTransfer(this.#send(url, request), timeouts);
      watch.add(signal, transfer);
      try {
        const response = await transfer.head;
        response.once("close", () => watch.remove(signal, transfer));
        return { kind: "opened", url, response, transfer };
      } catch (error) {
        watch.remove(signal, transfer);
        const again = transfer.reusedConnection && !(error instanceof ExchangeFailure);
        if (!again) return this.#unavailable(error as Error, url);
      }
    }
  }

  #send(url: URL, request: ResultRequest) {
    const headers: Record<string, string> = {
      "User-Agent": this.#options.userAgent,
      // A compressed transfer would have another length and other ranges than the file.
      "Accept-Encoding": "identity",
    };
    if (resumes(request)) {
      headers.Range = `bytes=${request.offset}-`;
      headers["If-Range"] = request.validator;
    }
    const { protocol, hostname, port, pathname, search } = url;
    const secure = protocol === "https:";
    const options = {
      agent: secure ? this.#https : this.#http,
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? undefined : port,
      path: pathname + search,
      headers,
    };
    return (secure ? httpsRequest(options) : httpRequest(options)).end();
  }

  #content({ url, response, transfer }: Opened, extent: BodyExtent, signal: AbortSignal): ResultOutcome {
    const { timeouts, reading, watch } = this.#options;
    const { clean, holdsKey } = reading(url.host);
    const { headers } = response;
    const contentType = headers["content-type"];
    const validator = readValidator(headers);
    const explain = (error: Error): Error => {
      const cause = networkCause(error, url.host, clean);
      if (cause.code !== "timeout") return new ResultBroken(cause.code, cause.message);
      return new ResultStalled(`${url.host} sent nothing more for ${timeouts.stallMs / 1000} s`);
    };
    return {
      kind: "content",
      offset: extent.offset,
      ...(extent.totalBytes === undefined ? {} : { totalBytes: extent.totalBytes }),
      ...(contentType === undefined ? {} : { contentType: clean(contentType, 100) }),
      ...(validator === undefined || holdsKey(validator) ? {} : { validator }),
      body: transfer.read(explain, () => watch.remove(signal, transfer)),
      discard: () => transfer.discard(),
    };
  }

  #withoutContent({ url, response }: Opened): ResultOutcome {
    const { statusCode: status = 0, headers } = response;
    const name = `HTTP ${status} ${STATUS_CODES[status] ?? ""}`.trim();
    const cause: Cause = { code: `http_${status}`, message: `${url.host} answers ${name}` };
    if (notReady.has(status)) return { kind: "not_ready", cause };
    if (expired.has(status)) return { kind: "expired", cause };
    if (status === 416) {
      const totalBytes = readRefusedTotal(headers);
      return { kind: "range_refused", cause, ...(totalBytes === undefined ? {} : { totalBytes }) };
    }
    const retryAfterMs = readRetryAfter(headers, this.#options.reading(url.host).now);
    return { kind: "unavailable", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }

  #unavailable(error: Error, url: URL): ResultOutcome {
    return {
      kind: "unavailable",
      cause: networkCause(error, url.host, this.#options.reading(url.host).clean),
    };
  }
}

function resumes(request: ResultRequest): request is ResultRequest & { readonly validator: string } {
  // Without a validator nobody could know whether the rest belongs to the same file, so it is fetched anew.
  return request.offset > 0 && request.validator !== undefined;
}

function isUnencoded({ headers }: IncomingMessage): boolean {
  return /^\s*(?:identity)?\s*$/i.test(headers["content-encoding"] ?? "");
}
