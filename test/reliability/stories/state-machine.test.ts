import fc from "fast-check";
import { test } from "vitest";
import { story } from "./commands.ts";
import { playStory } from "./play-story.ts";

/** More for a long look: `DAILIES_PROPERTY_RUNS=2000 npx vitest run test/reliability/stories/state-machine.test.ts`. */
const numRuns = Number(process.env.DAILIES_PROPERTY_RUNS ?? 10);
/** A failure prints its seed and path; these replay it. */
const { DAILIES_PROPERTY_SEED: seed, DAILIES_PROPERTY_PATH: path } = process.env;
/** A story takes part of a second; one that comes to no end is a finding like any other, and says which it is. */
const longestStoryMs = 60_000;

test(
  "whatever answers, faults, crashes, edits and resolutions come in whatever order, no job is paid twice and no paid clip is lost",
  async () => {
    await fc.assert(fc.asyncProperty(story, playStory), {
      numRuns,
      timeout: longestStoryMs,
      endOnFailure: numRuns > 200,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    });
  },
  numRuns * 5_000 + 2 * longestStoryMs,
);
