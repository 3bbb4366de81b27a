import type { ClientRequest, IncomingMessage } from "node:http";
import type { Abortable } from "../../../base/time/abort-watch.ts";
import { ExchangeFailure } from "../exchange-failure.ts";

export interface TransferTimeouts {
  readonly connectMs: number;
  readonly answerMs: number;
  readonly stallMs: number;
}

/** A body that nobody wants is read to its end when it is as short as this, which saves the connection. */
const mostDrainedBytes = 64 * 1024;

/**
 * One GET whose body is pulled by the reader, so that memory stays flat however slow the disk is.
 * Time counts while something is awaited from the other side, never while the reader is busy.
 */
export class ResultTransfer implements Abortable {
  /** Rejects when no answer came. */
  readonly head: Promise<IncomingMessage>;
  readonly #request: ClientRequest;
  readonly #stallMs: number;
  #response: IncomingMessage | undefined;
  #timer: NodeJS.Timeout | undefined;
  #readerWaits = false;

  constructor(request: ClientRequest, { connectMs, answerMs, stallMs }: TransferTimeouts) {
    this.#request = request;
    this.#stallMs = stallMs;
    this.head = new Promise((resolve, reject) => {
      // Stays to the end: an error that nobody listens to any more would end the process.
      request.on("error", (error) => {
        this.#await(undefined);
        reject(error);
      });
      request.on("response", (response) => {
        this.#await(undefined);
        this.#response = response;
        response.on("error", () => {});
        resolve(response);
      });
    });
    this.#await(connectMs);
    request.on("socket", (socket) => {
      const connected = (): void => this.#await(answerMs);
      if (!socket.connecting) connected();
      else socket.once("encrypted" in socket ? "secureConnect" : "connect", connected);
    });
  }

  /** The request went out on a connection that had served before, which the server may just have been closing. */
  get reusedConnection(): boolean {
    return this.#request.reusedSocket;
  }

  abort(): void {
    this.#fail(new ExchangeFailure("aborted", "the download was interrupted"));
  }

  /** Lets go of the rest. */
  discard(): void {
    const response = this.#response;
    const rest = Number(response?.headers["content-length"] ?? Number.POSITIVE_INFINITY);
    if (response === undefined || rest > mostDrainedBytes || response.readableDidRead) {
      this.#request.destroy();
      return;
    }
    response.once("close", () => this.#await(undefined));
    this.#await(this.#stallMs);
    response.resume();
  }

  /** The body, to be read once. `explain` turns what broke it off into the error that the reader meets. */
  async *read(
    explain: (error: Error) => Error,
    onClose: () => void,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const response = this.#response;
    if (response === undefined) throw new Error("a body is read after its head");
    const stall = setTimeout(expireReader, this.#stallMs, this, this.#stallMs);
    try {
      this.#readerWaits = true;
      for await (const chunk of response as AsyncIterable<Buffer>) {
        this.#readerWaits = false;
        yield chunk;
        this.#readerWaits = true;
        stall.refresh();
      }
    } catch (error) {
      throw explain(error as Error);
    } finally {
      clearTimeout(stall);
      onClose();
    }
  }

  /** Starts the wait for the next sign of the other side, in place of the last. */
  #await(delayMs: number | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = delayMs === undefined ? undefined : setTimeout(expire, delayMs, this, delayMs);
  }

  /** While the reader is busy with the last piece, nobody is kept waiting; its next wait starts the time again. */
  expireReader(delayMs: number): void {
    if (this.#readerWaits) this.expire(delayMs);
  }

  expire(delayMs: number): void {
    this.#fail(new ExchangeFailure("timeout", `nothing came for ${delayMs / 1000} s`));
  }

  #fail(failure: ExchangeFailure): void {
    this.#await(undefined);
    if (this.#response !== undefined) this.#response.destroy(failure);
    this.#request.destroy(failure);
  }
}

function expire(transfer: ResultTransfer, delayMs: number): void {
  transfer.expire(delayMs);
}

function expireReader(transfer: ResultTransfer, delayMs: number): void {
  transfer.expireReader(delayMs);
}
