import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Cause } from "../../src/base/cause.ts";
import { isObject, type JsonObject, type JsonValue } from "../../src/base/json.ts";
import { cleanText, Secrets } from "../../src/base/text/clean-text.ts";
import { AbortWatch } from "../../src/base/time/abort-watch.ts";
import type { Clock } from "../../src/base/time/clock.ts";
import { placePictures } from "../../src/contracts/request/place-pictures.ts";
import { requestParameters } from "../../src/contracts/request/request-parameters.ts";
import { accountMark } from "../../src/provider/http/api/account-mark.ts";
import { ApiClient } from "../../src/provider/http/api/api-client.ts";
import type { Answered, Exchange } from "../../src/provider/http/exchange.ts";
import { networkCause } from "../../src/provider/http/network-cause.ts";
import type { Reading } from "../../src/provider/http/reading.ts";
import { ResultClient, type ResultRequest } from "../../src/provider/http/results/result-client.ts";
import type {
  BalanceOutcome,
  ClipOrder,
  ModelsOutcome,
  ProviderFacts,
  QueryOutcome,
  ResultOutcome,
  SubmitOutcome,
  Task,
  TaskRef,
  Upload,
  UploadOutcome,
  VideoProvider,
} from "../../src/provider/provider.ts";

/** Unlike ToAPIs in everything that can differ. */
const queueFacts: ProviderFacts = {
  name: "queue",
  answerMs: 30_000,
  pollIntervalMs: 2_000,
  resultLifeMs: 3_600_000,
  remembersMs: 3_600_000,
  largestPictureBytes: 1024 * 1024,
  largestVideoBytes: 1024 * 1024,
};

const timeouts = { connectMs: 5_000, answerMs: queueFacts.answerMs, uploadMs: 30_000, stallMs: 10_000 };

export interface QueueOptions {
  readonly baseUrl: URL;
  readonly apiKey: string;
  readonly clock: Clock;
}

/**
 * An adaptor for a queue as fal has one: each model has an address of its own, the answer to a submit says where status
 * and result will be, and pictures go along as data. There is no look-up of a submit, and no balance.
 */
export class QueueProvider implements VideoProvider {
  readonly facts = queueFacts;
  readonly accountMark: (salt: string) => string;
  readonly #options: QueueOptions;
  readonly #secrets: Secrets;
  readonly #api: ApiClient;
  readonly #results: ResultClient;

  constructor(options: QueueOptions) {
    const { baseUrl, apiKey } = options;
    this.#options = options;
    this.#secrets = new Secrets([apiKey]);
    this.accountMark = (salt) => accountMark(salt, apiKey);
    const shared = { userAgent: "dailies-test", timeouts, watch: new AbortWatch() };
    this.#api = new ApiClient({ ...shared, baseUrl, apiKey });
    this.#results = new ResultClient({
      ...shared,
      httpAllowed: true,
      reading: (host) => this.#reading(host),
    });
  }

  async submitTurn(): Promise<void> {}

  async submit({ contract, request, pictures }: ClipOrder, signal: AbortSignal): Promise<SubmitOutcome> {
    const parameters = requestParameters(contract, request);
    const input = placePictures(contract, parameters, (reference) => pictures.get(reference));
    const exchange = await this.#api.send(
      {
        pool: "submit",
        method: "POST",
        path: `/${contract.wire_model}`,
        contentType: "application/json",
        body: Buffer.from(JSON.stringify(input)),
      },
      signal,
    );
    if (exchange.kind === "broken") {
      return { kind: exchange.written ? "unknown" : "not_sent", cause: this.#causeOf(exchange) };
    }
    const answer = jsonOf(exchange);
    const cause = this.#causeOf(exchange);
    switch (exchange.status) {
      case 200: {
        const [statusPath, responsePath] = [answer.status_url, answer.response_url].map((url) =>
          this.#pathOf(url),
        );
        if (typeof answer.request_id !== "string" || statusPath === undefined || responsePath === undefined) {
          return { kind: "unknown", cause };
        }
        const operation = JSON.stringify([statusPath, responsePath]);
        return { kind: "accepted", taskId: answer.request_id, status: "queued", operation };
      }
      case 401:
        return { kind: "key_refused", cause };
      case 402:
        return { kind: "no_balance", cause };
      case 422:
        return { kind: "refused", moderation: false, cause };
      case 429:
        return { kind: "limited", cause };
      default:
        return { kind: "unknown", cause };
    }
  }

  async query({ taskId, operation }: TaskRef, signal: AbortSignal): Promise<QueryOutcome> {
    const [statusPath, responsePath] = pathsIn(operation);
    if (statusPath === undefined || responsePath === undefined) {
      const message = "where the task is was not recorded";
      return { kind: "unavailable", cause: { code: "operation_missing", message } };
    }
    const state = await this.#get(statusPath, signal);
    if (state.kind !== "answered" || state.status !== 200) return this.#noTask(state);
    switch (jsonOf(state).status) {
      case "IN_QUEUE":
        return { kind: "task", task: { taskId, status: "queued" } };
      case "IN_PROGRESS":
        return { kind: "task", task: { taskId, status: "in_progress" } };
      case "COMPLETED": {
        const response = await this.#get(responsePath, signal);
        if (response.kind !== "answered" || ![200, 422].includes(response.status)) {
          return this.#noTask(response);
        }
        return { kind: "task", task: this.#taskOf(taskId, response) };
      }
      default:
        return { kind: "unavailable", cause: this.#causeOf(state) };
    }
  }

  async lookUp(): Promise<QueryOutcome> {
    return { kind: "unavailable", cause: { code: "no_look_up", message: "this API looks no submit up" } };
  }

  async upload({ file, mimeType, sha256 }: Upload): Promise<UploadOutcome> {
    const content = await readFile(file);
    if (createHash("sha256").update(content).digest("hex") !== sha256) {
      return {
        kind: "picture_changed",
        cause: { code: "picture_changed", message: "it is another one now" },
      };
    }
    return { kind: "uploaded", url: `data:${mimeType};base64,${content.toString("base64")}` };
  }

  async models(): Promise<ModelsOutcome> {
    return { kind: "unavailable", cause: { code: "no_list", message: "this API lists no models" } };
  }

  async balance(): Promise<BalanceOutcome> {
    return { kind: "unavailable", cause: { code: "no_balance_known", message: "this API says no balance" } };
  }

  openResult(request: ResultRequest, signal: AbortSignal): Promise<ResultOutcome> {
    return this.#results.open(request, signal);
  }

  async close(): Promise<void> {
    this.#results.close();
    await this.#api.close();
  }

  #get(path: string, signal: AbortSignal): Promise<Exchange> {
    return this.#api.send({ pool: "query", method: "GET", path }, signal);
  }

  #taskOf(taskId: string, response: Answered): Task {
    const { video } = jsonOf(response);
    const url = isObject(video) ? video.url : undefined;
    if (response.status === 200 && typeof url === "string") {
      return { taskId, status: "completed", resultUrl: url };
    }
    return { taskId, status: "failed", failure: { ...this.#causeOf(response), moderation: false } };
  }

  #noTask(exchange: Exchange): QueryOutcome {
    const cause = this.#causeOf(exchange);
    const status = exchange.kind === "answered" ? exchange.status : 0;
    return { kind: status === 401 ? "key_refused" : status === 404 ? "not_found" : "unavailable", cause };
  }

  #causeOf(exchange: Exchange): Cause {
    const { clean, host } = this.#reading(this.#options.baseUrl.host);
    if (exchange.kind === "broken") return networkCause(exchange.error, host, clean);
    const { detail } = jsonOf(exchange);
    const said = typeof detail === "string" ? detail : `HTTP ${exchange.status}`;
    return { code: `http_${exchange.status}`, message: clean(said) };
  }

  /** The key goes to the API's own host alone, so an address elsewhere is none of the task's. */
  #pathOf(url: JsonValue | undefined): string | undefined {
    if (typeof url !== "string" || !URL.canParse(url)) return undefined;
    const { origin, pathname } = new URL(url);
    return origin === this.#options.baseUrl.origin ? pathname : undefined;
  }

  #reading(host: string): Reading {
    return {
      host,
      clean: (text) => cleanText(text, { secrets: this.#secrets }),
      holdsKey: (text) => this.#secrets.isIn(text),
      now: this.#options.clock.now(),
    };
  }
}

function pathsIn(operation: string | undefined): readonly (string | undefined)[] {
  if (operation === undefined) return [];
  const paths: unknown = JSON.parse(operation);
  return Array.isArray(paths) ? paths.map((path) => (typeof path === "string" ? path : undefined)) : [];
}

function jsonOf({ body }: Answered): JsonObject {
  try {
    const json = JSON.parse(body.toString("utf8")) as JsonValue;
    return isObject(json) ? json : {};
  } catch {
    return {};
  }
}
