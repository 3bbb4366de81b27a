import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bodyIssues } from "../../src/rehearsal/rules/pages.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer, type TestServer } from "../testkit/test-server.ts";
import { dailies, type Finished, writeFiles } from "./dailies.ts";

const key = "sk-test-0123456789abcdef";
const videos = join(import.meta.dirname, "../../specs/batches/videos");

interface Stage {
  readonly cwd: string;
  readonly server: TestServer;
  run(...args: string[]): Promise<Finished>;
}

async function stage(text: string): Promise<Stage> {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": text });
  for (const name of ["walk.mp4", "run.mov", "night.mp4"]) copyFileSync(join(videos, name), join(cwd, name));
  const server = await startTestServer({
    apiKey: key,
    generationMs: () => 20,
    validate: (body, fileAt) => bodyIssues(body, { fileAt }),
  });
  onTestFinished(() => server.close());
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const paced = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];
  return {
    cwd,
    server,
    run: (command = "", ...args) =>
      dailies([command, "film.yaml", ...args, ...(command === "render" ? paced : [])], { cwd, env }),
  };
}

const film = `version: 1
defaults: { prompt: A walk by the sea }
shots:
  edit: { model: happyhorse-1.1, action: video-edit, url: walk.mp4 }
  follow: { model: kling-v3-omni, video_list: [{ video_url: walk.mp4, refer_type: feature }] }
  beside:
    model: MiniMax-H3@2026-11
    video_with_roles:
      - { url: run.mov, role: reference_video }
      - { url: https://example.com/a.mp4, role: reference_video }
`;

test("a local video is uploaded once, sent by its address, and part of the fingerprint by its content", async () => {
  const { cwd, server, run } = await stage(film);
  const rendered = await run("render");
  expect(rendered.code).toBe(0);
  const uploads = server.ledger.requestsOf("upload");
  expect(uploads.map(({ path }) => path)).toEqual(["/v1/uploads/videos", "/v1/uploads/videos"]);
  expect(uploads.map(({ upload }) => upload?.fileName).toSorted()).toEqual(["run.mov", "walk.mp4"]);
  const bodyOf = (model: string) => server.ledger.tasks.find(({ body }) => body.model === model)?.body;
  const address = String(bodyOf("happyhorse-1.1")?.url);
  expect(address).toMatch(/\.mp4$/);
  expect(Buffer.from(await (await fetch(address)).arrayBuffer())).toEqual(
    readFileSync(join(videos, "walk.mp4")),
  );
  expect(bodyOf("kling-v3-omni")?.video_list).toEqual([{ video_url: address, refer_type: "feature" }]);

  const walk = createHash("sha256")
    .update(readFileSync(join(videos, "walk.mp4")))
    .digest("hex");
  const lockfile = JSON.parse(readFileSync(join(cwd, "film.lock.json"), "utf8"));
  expect(JSON.stringify(lockfile)).toContain(`"url":"sha256:${walk}"`);

  // Nothing is rendered again, until the video is another one.
  const again = await run("render");
  expect(again.code).toBe(0);
  expect(server.ledger.tasks).toHaveLength(3);
  copyFileSync(join(videos, "night.mp4"), join(cwd, "walk.mp4"));
  const planned = JSON.parse((await run("plan", "--json")).stdout);
  const actions = planned.jobs.map(({ id, action }: { id: string; action: string }) => `${id} ${action}`);
  expect(actions).toEqual(["edit render", "follow render", "beside none"]);
});

test("a video that the model does not take is refused before anything is sent", async () => {
  const { server, run } = await stage(film.replace("url: run.mov", "url: night.mp4"));
  const rendered = await run("render");
  expect(rendered.code).not.toBe(0);
  expect(rendered.stderr).toContain("the video night.mp4 lasts 20 s");
  expect(rendered.stderr).toContain("MiniMax-H3 takes 2 to 15 s");
  expect(server.ledger.requests).toEqual([]);
});

test("a video that changes after the check is not sent", async () => {
  const { cwd, server, run } = await stage(film);
  expect((await run("check")).code).toBe(0);
  writeFileSync(join(cwd, "walk.mp4"), "not a video any more");
  const rendered = await run("render");
  expect(rendered.stderr).toContain("is not an MP4, a WebM or a MOV by its content");
  expect(server.ledger.tasks).toEqual([]);
});

test("a revision that was there before limits were checked warns, and goes on", async () => {
  const { run } = await stage(`version: 1
shots:
  a: { model: MiniMax-H3, prompt: x, video_with_roles: [{ url: night.mp4, role: reference_video }] }
`);
  const checked = await run("check");
  expect(checked.code).toBe(0);
  expect(checked.stdout + checked.stderr).toContain("warning medium_unfit");
});
