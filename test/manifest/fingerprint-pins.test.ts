import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";

/**
 * The fingerprints of storyboards of version 0.1, as that release wrote them into lockfiles. They are never updated:
 * where one differs, a clip that is paid for would be rendered and paid again.
 */
const root = join(import.meta.dirname, "..", "..");
const pins: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "fingerprint-pins.json"), "utf8"),
);

it.each(Object.keys(pins))("%s renders nothing again", async (name) => {
  const loaded = await loadStoryboard({ file: join(root, name) });
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
  const jobs = loaded.value.jobs.map(({ clip, fingerprint }) => [clip, fingerprint]);
  expect(Object.fromEntries(jobs)).toEqual(pins[name]);
});
