import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inspectSchema } from "../../src/report/schemas/inspect.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer } from "../testkit/test-server.ts";
import { dailies } from "./dailies.ts";

const example = fileURLToPath(new URL("../../examples/quick-start", import.meta.url));

function quickStart(): string {
  const cwd = temporaryFolder();
  for (const name of ["storyboard.yaml", "frames"])
    cpSync(join(example, name), join(cwd, name), { recursive: true });
  return cwd;
}

test("drafts are what was asked for, are looked at once, and status knows it", async () => {
  const cwd = quickStart();
  expect((await dailies(["rehearse", "storyboard.yaml"], { cwd })).code).toBe(0);
  const inspect = ["inspect", "storyboard.yaml", "--rehearsal", "--json"];
  const first = await dailies(inspect, { cwd });
  expect(first.code).toBe(0);
  const seen = inspectSchema.parse(JSON.parse(first.stdout));
  expect(seen.looked).toBe(3);
  expect(seen.clips.flatMap(({ findings }) => findings)).toEqual([]);
  expect(seen.clips.map(({ frame_rate, audio_tracks }) => [frame_rate, audio_tracks])).toEqual([
    [24, 0],
    [24, 0],
    [24, 0],
  ]);
  expect(seen.clips[0]?.first_frame).toBeGreaterThan(0.9);
  expect(seen.clips[0]?.last_frame).toBeGreaterThan(0.75);
  expect(seen.clips[2]?.first_frame).toBeNull();
  expect(inspectSchema.parse(JSON.parse((await dailies(inspect, { cwd })).stdout))).toEqual({
    ...seen,
    looked: 0,
  });
  const status = await dailies(["status", "storyboard.yaml", "--rehearsal", "--json"], { cwd });
  expect(statusSchema.parse(JSON.parse(status.stdout)).shots.map(({ inspected }) => inspected)).toEqual([
    true,
    true,
    true,
  ]);
});

test("grey clips that do not move are pointed out, in words and by status, and none is sent back", async () => {
  const server = await startTestServer({ apiKey: "sk-test-0123456789abcdef", generationMs: () => 20 });
  try {
    const cwd = quickStart();
    const env = { TOAPIS_API_KEY: "sk-test-0123456789abcdef", TOAPIS_BASE_URL: server.url };
    expect((await dailies(["render", "storyboard.yaml", "--poll-interval", "20ms"], { cwd, env })).code).toBe(
      0,
    );
    const { code, stdout } = await dailies(["inspect", "storyboard.yaml"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("3 clips looked at; 3 clips worth a look:");
    expect(stdout).toContain("does not move for 100% of its length (frozen)");
    expect(stdout).toContain("begins with another picture than its first frame");
    const { shots } = statusSchema.parse(
      JSON.parse((await dailies(["status", "storyboard.yaml", "--json"], { cwd })).stdout),
    );
    expect(shots.map(({ findings }) => findings.map(({ code: one }) => one))).toEqual([
      ["first_frame_differs", "last_frame_differs", "frozen"],
      ["first_frame_differs", "frozen"],
      ["frozen"],
    ]);
    expect(shots.map(({ rejected }) => rejected)).toEqual([false, false, false]);
  } finally {
    await server.close();
  }
});
