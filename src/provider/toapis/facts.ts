import type { ProviderFacts } from "../provider.ts";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What ToAPIs documents (https://docs.toapis.com, August 2026), and what follows from it. Loads nothing: it is read where
 * no request is made.
 */
export const toApisFacts: ProviderFacts = {
  name: "toapis",
  answerMs: 60_000,
  /** "Poll every 10 seconds." */
  pollIntervalMs: 10_000,
  /** Result URLs live 24 hours. */
  resultLifeMs: dayMs,
  /** Nothing says how long a task can be looked up; its result lives a day, so no answer after that proves anything. */
  remembersMs: dayMs,
  /** The upload takes pictures of 10 MB at most. */
  largestPictureBytes: 10 * 1024 * 1024,
  /** And videos of 50 MB (`uploads/videos.mdx`). */
  largestVideoBytes: 50 * 1024 * 1024,
};

/** "Async task rate limits" of the group `default`, requests a second. */
export const toApisRates = { submitPerSecond: 5, queryPerSecond: 50 } as const;
