import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Abortable } from "./abort-watch.ts";
import { ExchangeFailure } from "./exchange-failure.ts";

export interface ResultHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

type Controller = Dispatcher.DispatchController;
type Step = IteratorResult<Uint8Array, undefined>;

/** Enough to keep the socket busy while the disk is written, little enough for many transfers at once. */
const mostBufferedBytes = 512 * 1024;
/** A body that nobody wants is read to its end when it is as short as this, which saves the connection. */
const mostDrainedBytes = 64 * 1024;

/** Turns undici's error into the one that a reader meets. */
export type Explain = (error: Error) => Error;

/**
 * One GET whose body is pulled: undici pushes pieces into a short queue and is paused while that is full. Handing the
 * socket's own buffers on, without a stream in between, is what keeps up with a fast network.
 */
export class ResultTransfer implements Dispatcher.DispatchHandler, Abortable, AsyncIterator<Uint8Array> {
  readonly head: Promise<ResultHead>;
  readonly #settleHead: { resolve(head: ResultHead): void; reject(error: Error): void };
  readonly #onClose: (transfer: ResultTransfer) => void;
  readonly #queue: Buffer[] = [];
  #bufferedBytes = 0;
  #waiting: { resolve(step: Step): void; reject(error: Error): void } | undefined;
  #controller: Controller | undefined;
  #givenUp: Error | undefined;
  #end: "open" | "complete" | Error = "open";
  #drained: number | undefined;
  #explain: Explain = (error) => error;

  constructor(onClose: (transfer: ResultTransfer) => void) {
    this.#onClose = onClose;
    let settle: { resolve(head: ResultHead): void; reject(error: Error): void } | undefined;
    this.head = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    if (settle === undefined) throw new Error("a promise runs its executor at once");
    this.#settleHead = settle;
  }

  abort(): void {
    this.#giveUp(new ExchangeFailure("aborted", "the download was interrupted"));
  }

  /** Lets go of the rest. */
  discard(): void {
    if (this.#end !== "open" || this.#drained !== undefined) return;
    this.#drained = this.#bufferedBytes;
    this.#clearQueue();
    if (this.#drained > mostDrainedBytes) this.abort();
    else this.#controller?.resume();
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#givenUp !== undefined) controller.abort(this.#givenUp);
  }

  onResponseStart(_controller: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#settleHead.resolve({ status, headers });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#drained !== undefined) {
      this.#drained += chunk.length;
      if (this.#drained > mostDrainedBytes) this.abort();
    } else if (this.#waiting !== undefined) {
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      resolve({ done: false, value: chunk });
    } else {
      this.#queue.push(chunk);
      this.#bufferedBytes += chunk.length;
      if (this.#bufferedBytes >= mostBufferedBytes) controller.pause();
    }
  }

  onResponseEnd(): void {
    this.#finish("complete");
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#finish(this.#givenUp ?? error);
  }

  /** The body, to be read once. */
  read(explain: Explain): AsyncIterable<Uint8Array> {
    this.#explain = explain;
    return { [Symbol.asyncIterator]: () => this };
  }

  next(): Promise<Step> {
    const chunk = this.#queue.shift();
    if (chunk !== undefined) {
      this.#bufferedBytes -= chunk.length;
      if (this.#bufferedBytes < mostBufferedBytes / 2) this.#controller?.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#end === "complete") return Promise.resolve({ done: true, value: undefined });
    if (this.#end !== "open") return Promise.reject(this.#explain(this.#end));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#controller?.resume();
    });
  }

  return(): Promise<Step> {
    this.discard();
    return Promise.resolve({ done: true, value: undefined });
  }

  #giveUp(failure: Error): void {
    if (this.#end !== "open") return;
    this.#givenUp = failure;
    if (this.#controller === undefined) this.#finish(failure);
    else this.#controller.abort(failure);
  }

  #finish(end: "complete" | Error): void {
    if (this.#end !== "open") return;
    this.#end = end;
    this.#onClose(this);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (end === "complete") {
      waiting?.resolve({ done: true, value: undefined });
      return;
    }
    this.#settleHead.reject(end);
    waiting?.reject(this.#explain(end));
  }

  #clearQueue(): void {
    this.#queue.length = 0;
    this.#bufferedBytes = 0;
  }
}
