import fc from "fast-check";
import { test } from "vitest";
import { story } from "./commands.ts";
import { playStory } from "./play-story.ts";

/** More for a long look: `DAILIES_PROPERTY_RUNS=2000 npx vitest run test/reliability/stories/state-machine.test.ts`. */
const numRuns = Number(process.env.DAILIES_PROPERTY_RUNS ?? 15);
/** A failure prints its seed; this replays it. */
const seed = process.env.DAILIES_PROPERTY_SEED;

test(
  "whatever answers, faults, crashes, edits and resolutions come in whatever order, no job is paid twice and no paid clip is lost",
  async () => {
    await fc.assert(fc.asyncProperty(story, playStory), {
      numRuns,
      endOnFailure: numRuns > 200,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    });
  },
  numRuns * 5_000,
);
