/** Why something did not work: for programs and for people. Never holds the API key, stripped of control characters. */
export interface Cause {
  /** Stable, one word: `moderation_rejected`, `download_failed`, `ECONNREFUSED`, `http_502`, or the provider's own. */
  readonly code: string;
  /** The provider's words or ours. */
  readonly message: string;
}
