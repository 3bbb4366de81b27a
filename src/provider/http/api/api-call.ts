import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Abortable } from "../../../base/time/abort-watch.ts";
import type { Exchange } from "../exchange.ts";
import { ExchangeFailure } from "../exchange-failure.ts";

export interface ApiCallOptions {
  /** From the moment of writing until the whole answer has been read. */
  readonly answerMs: number;
  readonly maxAnswerBytes: number;
  readonly settle: (exchange: Exchange) => void;
}

/** What still arrives within this time after the deadline is taken, milliseconds. */
const graceMs = 250;

/**
 * A timer that comes later than this says that the process did not run: it was stopped, or its machine slept. The answer
 * may wait in the socket, or be on its way once more; it gets this time to be read.
 */
const lateMs = 1_000;
const graceAfterPauseMs = 10_000;

type Controller = Dispatcher.DispatchController;

/**
 * One request as undici's dispatcher drives it, gathering the answer. It is this low so that it can know exactly what
 * no error code says: undici calls `onRequestStart` right before the first byte is written, on an open and (with
 * https) verified connection, and never otherwise.
 */
export class ApiCall implements Dispatcher.DispatchHandler, Abortable {
  readonly #options: ApiCallOptions;
  readonly #chunks: Buffer[] = [];
  #controller: Controller | undefined;
  #givenUp: ExchangeFailure | undefined;
  #timer: NodeJS.Timeout | undefined;
  #deadline = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #bytes = 0;
  #settled = false;

  constructor(options: ApiCallOptions) {
    this.#options = options;
  }

  /** Gives the call up. One that still waits for a connection is never written. */
  abort(): void {
    this.#giveUp(new ExchangeFailure("aborted", "the request was interrupted"));
  }

  onRequestStart(controller: Controller): void {
    if (this.#controller !== undefined) {
      this.#giveUp(
        new ExchangeFailure("sent_twice", "the connection broke, and the request was not sent again"),
      );
    }
    if (this.#givenUp !== undefined) {
      controller.abort(this.#givenUp);
      return;
    }
    this.#controller = controller;
    this.#deadline = performance.now() + this.#options.answerMs;
    this.#timer = setTimeout(expire, this.#options.answerMs, this);
  }

  onResponseStart(_controller: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxAnswerBytes) {
      this.#giveUp(
        new ExchangeFailure("answer_too_large", "the answer is larger than any that the API gives"),
      );
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settleAnswered();
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.#status >= 400) this.#settleAnswered();
    else
      this.#settle({
        kind: "broken",
        written: this.#controller !== undefined,
        error: this.#givenUp ?? error,
      });
  }

  /**
   * The deadline has come, though perhaps not for the other side: an answer that is here, and not read yet, must not
   * turn an accepted submit into one of unknown outcome. Timers run before sockets are read, so sockets have their turn
   * first, once at the deadline and once after the grace.
   */
  expire(): void {
    const isLate = performance.now() - this.#deadline > lateMs;
    const wait = Math.min(isLate ? graceAfterPauseMs : graceMs, Math.max(graceMs, this.#options.answerMs));
    this.#timer = setTimeout(() => setImmediate(() => this.#timeOut()), wait);
  }

  #timeOut(): void {
    const seconds = this.#options.answerMs / 1000;
    this.#giveUp(new ExchangeFailure("timeout", `no whole answer came within ${seconds} s`));
  }

  #giveUp(failure: ExchangeFailure): void {
    if (this.#settled) return;
    this.#givenUp = failure;
    if (this.#controller !== undefined) this.#controller.abort(failure);
    // undici may hold it in a queue for a connection that never comes; `onRequestStart` will stop it there.
    else this.#settle({ kind: "broken", written: false, error: failure });
  }

  #settleAnswered(): void {
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#settle({ kind: "answered", status: this.#status, headers: this.#headers, body });
  }

  #settle(exchange: Exchange): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#options.settle(exchange);
  }
}

function expire(call: ApiCall): void {
  call.expire();
}
