import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ClipFolder } from "../../src/clips/clip-folder.ts";
import { statePaths } from "../../src/lockfile/paths.ts";
import { holdStoryboards, releaseAll } from "../../src/run/session/hold-storyboards.ts";
import type { SharedRequest, StoryboardRequest } from "../../src/run/session/request.ts";
import { hurriedClock } from "../fakes/hurried-clock.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

function storyboard(file: string): StoryboardRequest {
  return {
    paths: statePaths(file, { rehearsal: false }),
    command: "dailies render",
    output: new ClipFolder(`${file}.clips`),
    planOf: () => ({
      items: [],
      totals: undefined as never,
      unrecordedClips: [],
      orphans: [],
      renames: [],
    }),
    connect: async () => undefined,
    settings: { storyboard: "film.yaml", rehearsal: false },
    mintAttemptId: () => "x",
    emit: () => {},
  };
}

function shared(lockTimeoutMs: number): SharedRequest {
  return {
    lockTimeoutMs,
    limits: {},
    settings: { concurrency: 1, downloads: 1 },
    interrupt: new AbortController().signal,
    clock: hurriedClock(),
    random: () => 0.5,
    emit: () => {},
  };
}

test("of two that want the same storyboards, in other orders and spellings, both get them in turn", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "a"));
  mkdirSync(join(folder, "b"));
  symlinkSync("a", join(folder, "z"));
  const here = [storyboard(join(folder, "a/film.yaml")), storyboard(join(folder, "b/film.yaml"))];
  const there = [storyboard(join(folder, "b/film.yaml")), storyboard(join(folder, "z/film.yaml"))];
  const turns = await Promise.all(
    [here, there, here, there].map(async (requests) => {
      const held = await holdStoryboards(requests, shared(24 * 3_600_000));
      if (held.ok) await releaseAll(held.value);
      return held.ok;
    }),
  );
  expect(turns).toEqual([true, true, true, true]);
});

test("where one is held elsewhere, none is", async () => {
  const folder = temporaryFolder();
  const [one, two, three] = ["1", "2", "3"].map((name) => storyboard(join(folder, `${name}.yaml`)));
  if (one === undefined || two === undefined || three === undefined) throw new Error("there are three");
  const other = await holdStoryboards([two], shared(0));
  if (!other.ok) throw new Error("it is free");
  expect(await holdStoryboards([three, two, one], shared(0))).toMatchObject({
    ok: false,
    error: { index: 1, refusal: { kind: "held" } },
  });
  expect(readdirSync(folder)).toEqual(["2.run.lock"]);
  await releaseAll(other.value);
  const all = await holdStoryboards([three, two, one], shared(0));
  if (!all.ok) throw new Error("all are free");
  expect(readdirSync(folder).sort()).toEqual(["1.run.lock", "2.run.lock", "3.run.lock"]);
  await releaseAll(all.value);
});
