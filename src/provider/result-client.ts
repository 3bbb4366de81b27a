import { STATUS_CODES } from "node:http";
import { Agent } from "undici";
import type { AbortWatch } from "./abort-watch.ts";
import type { Timeouts } from "./api-client.ts";
import { readRetryAfter } from "./limit-headers.ts";
import { networkCause } from "./network-cause.ts";
import type { Cause, ResultOutcome } from "./provider.ts";
import type { Reading } from "./reading.ts";
import { ResultBroken, ResultStalled } from "./result-errors.ts";
import { type BodyExtent, readExtent, readRefusedTotal, readValidator } from "./result-head.ts";
import { type ResultHead, ResultTransfer } from "./result-transfer.ts";
import { checkResultUrl, type ResultUrlRules } from "./result-url.ts";

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
  /** Fresh for each answer. */
  readonly reading: (host: string) => Reading;
}

const mostRedirects = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const notReady: ReadonlySet<number> = new Set([202, 204, 404, 409, 425]);
const expired: ReadonlySet<number> = new Set([401, 403, 410]);

interface Opened {
  readonly kind: "opened";
  readonly url: URL;
  readonly head: ResultHead;
  readonly transfer: ResultTransfer;
}

/**
 * Fetches result files, wherever they lie. It does not know the key: results need none, so none can leak to a file
 * host or along a redirect.
 */
export class ResultClient {
  readonly #options: ResultClientOptions;
  readonly #agent: Agent;

  constructor(options: ResultClientOptions) {
    this.#options = options;
    const { connectMs, answerMs, stallMs } = options.timeouts;
    this.#agent = new Agent({
      connections: 32,
      connect: { timeout: connectMs },
      headersTimeout: answerMs,
      bodyTimeout: stallMs,
      keepAliveTimeout: 4_000,
    });
  }

  async open(request: ResultRequest, signal: AbortSignal): Promise<ResultOutcome> {
    const opened = await this.#follow(request, signal);
    if (opened.kind !== "opened") return opened;
    const { head, transfer } = opened;
    if (head.status !== 200 && head.status !== 206) {
      transfer.discard();
      return this.#withoutContent(opened);
    }
    const asked = resumes(request) ? request.offset : 0;
    const extent = readExtent(head.status, head.headers);
    const fits = extent !== undefined && (extent.offset === asked || extent.offset === 0);
    if (fits && isUnencoded(head)) return this.#content(opened, extent);
    transfer.discard();
    // The wrong piece: once more, and this time the whole file.
    if (asked > 0) return await this.open({ url: request.url, offset: 0 }, signal);
    const message = fits ? "sent the file compressed" : "sent a piece of the file that was not asked for";
    return { kind: "unavailable", cause: { code: "range_wrong", message: `${opened.url.host} ${message}` } };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #follow(request: ResultRequest, signal: AbortSignal): Promise<Opened | ResultOutcome> {
    const { httpAllowed, reading } = this.#options;
    let target = request.url;
    let from: URL | undefined;
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const rules: ResultUrlRules = { httpAllowed, holdsKey: reading("").holdsKey };
      const checked = checkResultUrl(target, from, rules);
      if (!checked.ok) return { kind: "forbidden", cause: checked.error };
      const url = checked.value;
      const transfer = this.#get(url, request, signal);
      let head: ResultHead;
      try {
        head = await transfer.head;
      } catch (error) {
        const { clean } = reading(url.host);
        return { kind: "unavailable", cause: networkCause(error as Error, url.host, clean) };
      }
      const { location } = head.headers;
      if (!redirects.has(head.status) || location === undefined)
        return { kind: "opened", url, head, transfer };
      transfer.discard();
      [target, from] = [location, url];
    }
    return {
      kind: "forbidden",
      cause: { code: "too_many_redirects", message: "the result's URL redirects on and on" },
    };
  }

  #get(url: URL, request: ResultRequest, signal: AbortSignal): ResultTransfer {
    const { watch, userAgent } = this.#options;
    const transfer = new ResultTransfer((closed) => watch.remove(signal, closed));
    if (signal.aborted) {
      transfer.abort();
      return transfer;
    }
    // A compressed transfer would have another length and other ranges than the file.
    const headers = ["User-Agent", userAgent, "Accept-Encoding", "identity"];
    if (resumes(request))
      headers.push("Range", `bytes=${request.offset}-`, "If-Range", request.validator ?? "");
    watch.add(signal, transfer);
    this.#agent.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method: "GET", headers },
      transfer,
    );
    return transfer;
  }

  #content({ url, head, transfer }: Opened, extent: BodyExtent): ResultOutcome {
    const { stallMs } = this.#options.timeouts;
    const { clean } = this.#options.reading(url.host);
    const contentType = head.headers["content-type"];
    const validator = readValidator(head.headers);
    return {
      kind: "content",
      offset: extent.offset,
      ...(extent.totalBytes === undefined ? {} : { totalBytes: extent.totalBytes }),
      ...(contentType === undefined ? {} : { contentType: clean(contentType, 100) }),
      ...(validator === undefined ? {} : { validator }),
      body: transfer.read((error) => {
        const cause = networkCause(error, url.host, clean);
        if (cause.code !== "timeout") return new ResultBroken(cause.code, cause.message);
        return new ResultStalled(`${url.host} sent nothing more for ${stallMs / 1000} s`);
      }),
      discard: () => transfer.discard(),
    };
  }

  #withoutContent({ url, head }: Opened): ResultOutcome {
    const { status, headers } = head;
    const { now } = this.#options.reading(url.host);
    const name = `HTTP ${status} ${STATUS_CODES[status] ?? ""}`.trim();
    const cause: Cause = { code: `http_${status}`, message: `${url.host} answers ${name}` };
    if (notReady.has(status)) return { kind: "not_ready", cause };
    if (expired.has(status)) return { kind: "expired", cause };
    if (status === 416) {
      const totalBytes = readRefusedTotal(headers);
      return { kind: "range_refused", cause, ...(totalBytes === undefined ? {} : { totalBytes }) };
    }
    const retryAfterMs = readRetryAfter(headers, now);
    return { kind: "unavailable", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
}

/** Without a validator nobody could tell whether the rest belongs to the same file, so it is fetched anew. */
function resumes({ offset, validator }: ResultRequest): boolean {
  return offset > 0 && validator !== undefined;
}

function isUnencoded({ headers }: ResultHead): boolean {
  return /^\s*(?:identity)?\s*$/i.test(headers["content-encoding"] ?? "");
}
