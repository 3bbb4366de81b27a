import type { IncomingHttpHeaders } from "node:http";

/** What one HTTP request to the API came to. */
export type Exchange = Answered | Broken;

export interface Answered {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As much of it as arrived; a refusal counts by its status even where its text broke off. */
  readonly body: Buffer;
}

export interface Broken {
  readonly kind: "broken";
  /** Whether writing had begun. Where it had not, the other side provably saw nothing of the request. */
  readonly written: boolean;
  readonly error: Error;
}
