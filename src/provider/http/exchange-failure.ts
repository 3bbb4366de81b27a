/** Why this side gave a request up. */
export class ExchangeFailure extends Error {
  override readonly name = "ExchangeFailure";
  readonly code: "aborted" | "timeout" | "answer_too_large" | "sent_twice";

  constructor(code: ExchangeFailure["code"], message: string) {
    super(message);
    this.code = code;
  }
}
