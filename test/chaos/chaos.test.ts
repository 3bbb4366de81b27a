import { expect, test } from "vitest";
import { conductTrial } from "./trial.ts";
import { countPoints, trialOfLinks, trialOfPoint, trialOfSeed } from "./trials.ts";

/** The short form of `npm run chaos`: fewer shots, fewer kills, the same promises. */
const shots = 8;

test("a run that is killed anywhere, and carried on, pays once and keeps every clip", {
  timeout: 300_000,
}, async () => {
  const points = await countPoints(shots);
  const at = [0.1, 0.5, 0.9].map((share) => Math.ceil(points * share));
  const trials = [
    ...at.map((point) => trialOfPoint(point, shots)),
    ...[1].map((seed) => trialOfSeed(seed, shots)),
    trialOfLinks(shots),
  ];
  for (const trial of trials) {
    expect(await conductTrial(trial)).toMatchObject({ paid: shots, violations: [] });
  }
});
