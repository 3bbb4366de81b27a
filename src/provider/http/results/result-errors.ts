/** Nothing more of a result file came for as long as the stall time-out says. The part on disk is worth resuming. */
export class ResultStalled extends Error {
  override readonly name = "ResultStalled";
  readonly code = "stalled";
}

/** The body of a result file ended before its end: the connection broke, or the length does not hold. */
export class ResultBroken extends Error {
  override readonly name = "ResultBroken";
  /** `connection_lost`, `truncated`, `ECONNRESET`, `aborted`, ... */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
