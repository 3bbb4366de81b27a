import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { attemptsOf, clipsOf, job, type Rig, render, rewritten, rig } from "../../fakes/run-harness.ts";

/** The task whose clip is in a file: each clip of the server names it. */
function taskIn(world: Rig, file: string): string | undefined {
  return /"task_id":"([^"]+)"/.exec(readFileSync(join(world.clips, file), "latin1"))?.[1];
}

/** As a merge can leave it: every attempt's record names the shot's own place. */
function nameOneFile(world: Rig): void {
  const file = join(world.folder, "film.lock.json");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll(/"file": "superseded\/a\.[^"]*"/g, '"file": "a.mp4"'));
}

async function expectOneFileEach(world: Rig): Promise<void> {
  const attempts = await attemptsOf(world, "a");
  const files = attempts.map(({ clip }) => clip?.file);
  expect(new Set(files).size).toBe(attempts.length);
  for (const { clip, taskId } of attempts) expect(taskIn(world, clip?.file ?? "")).toBe(taskId);
}

describe("two records that name one file", () => {
  test("each have their own clip after a run, the current one in the shot's place", async () => {
    const world = await rig();
    const [before, after] = [job("a"), rewritten(job("a"), "another prompt")];
    await render(world, [before]);
    await render(world, [after]);
    nameOneFile(world);
    for (const wanted of [before, after]) {
      expect((await render(world, [wanted])).outcome.counts).toMatchObject({ done: 1, failed: 0 });
      await expectOneFileEach(world);
      const attempt = (await attemptsOf(world, "a")).find(
        ({ fingerprint }) => fingerprint === wanted.fingerprint,
      );
      expect(taskIn(world, "a.mp4")).toBe(attempt?.taskId);
      nameOneFile(world);
    }
    expect(world.server.ledger.paid).toBe(2);
  });

  test("are told apart where the current one's clip is nowhere: it is fetched, and the other goes aside under its own record", async () => {
    const world = await rig();
    const [before, after] = [job("a"), rewritten(job("a"), "another prompt")];
    await render(world, [before]);
    const first = readFileSync(join(world.clips, "a.mp4"));
    await render(world, [after]);
    nameOneFile(world);
    // Only the older clip is there, in the place that both records name.
    rmSync(world.clips, { recursive: true });
    mkdirSync(world.clips);
    writeFileSync(join(world.clips, "a.mp4"), first);

    const { plan, events } = await render(world, [after]);
    expect(plan.items[0]).toMatchObject({ action: "download", reason: "clip_missing" });
    expect(events.filter(({ type }) => type === "warning")).toEqual([]);
    expect(clipsOf(world)).toHaveLength(2);
    await expectOneFileEach(world);
    expect(world.server.ledger.paid).toBe(2);
  });
});

test("an older clip that is damaged does not hide: the newest with today's inputs that is there is kept", async () => {
  const world = await rig();
  await render(world, [job("a")]);
  const good = readFileSync(join(world.clips, "a.mp4"));
  writeFileSync(join(world.clips, "a.mp4"), "damaged");
  writeFileSync(join(world.clips, "a.mp4.part"), good);
  const { plan, events } = await render(world, [job("a")]);
  expect(plan.items[0]).toMatchObject({
    action: "move",
    reason: "superseded_clip_matches",
    clipAt: "a.mp4.part",
  });
  expect(events).toContainEqual(expect.objectContaining({ type: "warning", code: "differing_clip_kept" }));
  expect(readFileSync(join(world.clips, "a.mp4")).equals(good)).toBe(true);
  expect(readdirSync(join(world.clips, "superseded"))).toEqual(["a.differs.mp4"]);
});
