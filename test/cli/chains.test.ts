import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TestServerOptions } from "../testkit/test-server.ts";
import { dailies, startDailies } from "./dailies.ts";
import { openStage, type Stage } from "./stage.ts";

/** `a` -> `b` -> `c`, and `free`, which waits for nobody. */
const chain = `version: 1
defaults: { model: kling-v3 }
shots:
  a: The door opens
  free: A field
  b: { prompt: She runs, first_frame: { end_of_clip: a } }
  c: { prompt: She stops, first_frame: { end_of_clip: previous } }
`;

function stage(text = chain, options: TestServerOptions = {}): Promise<Stage> {
  return openStage(text, options);
}

function brief(jobs: Awaited<ReturnType<Stage["plan"]>>): string[] {
  return jobs.map(({ id, action, reason, waits_for: waits }) =>
    [id, action, reason, ...(waits === null ? [] : ["after", waits])].join(" "),
  );
}

test("a chained shot waits for its predecessor's clip and begins with its last picture", async () => {
  const film = await stage();
  expect(brief(await film.plan())).toEqual([
    "a render new",
    "free render new",
    "b render new after a",
    "c render new after b",
  ]);
  const rendered = await film.run("render", "film.yaml");
  expect(rendered.stderr).not.toContain("needed_clip");
  expect(rendered.code).toBe(0);
  const { requests, tasks } = film.server.ledger;
  const submits = tasks.map(({ body }) => String(body.prompt));
  expect(submits.indexOf("She runs")).toBeGreaterThan(submits.indexOf("The door opens"));
  expect(submits.indexOf("She stops")).toBeGreaterThan(submits.indexOf("She runs"));
  const images = tasks.filter(({ body }) => body.image_urls !== undefined).map(({ body }) => body.image_urls);
  expect(images).toEqual([[expect.stringContaining("http")], [expect.stringContaining("http")]]);
  // The test's clips are all of one grey, and one content is uploaded once.
  expect(requests.filter(({ kind }) => kind === "upload")).toHaveLength(1);
  const lock = JSON.parse(readFileSync(join(film.cwd, "film.lock.json"), "utf8"));
  const clipOfA = lock.shots.a["1"][0].clip.sha256;
  expect(lock.shots.b["1"][0].inputs.first_frame).toBe(`end_of_clip:sha256:${clipOfA}`);
  expect(readdirSync(join(film.cwd, "clips/.dailies")).filter((name) => name.startsWith("picture"))).toEqual(
    [],
  );
  expect(brief(await film.plan())).toEqual([
    "a none up_to_date",
    "free none up_to_date",
    "b none up_to_date",
    "c none up_to_date",
  ]);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(4);
});

test("a predecessor that is edited makes the whole chain after it new, with before and after", async () => {
  const film = await stage();
  await film.run("render", "film.yaml");
  film.edit((text) => text.replace("The door opens", "The door opens slowly"));
  const jobs = await film.plan();
  expect(brief(jobs)).toEqual([
    "a render changed",
    "free none up_to_date",
    "b render changed after a",
    "c render changed after b",
  ]);
  expect(jobs.find(({ id }) => id === "b")?.changes).toEqual([
    {
      field: "first_frame",
      before: expect.stringMatching(/^end_of_clip:sha256:[0-9a-f]{64}$/),
      after: "end_of_clip:a",
    },
  ]);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(7);
  expect(brief(await film.plan()).filter((line) => !line.endsWith("up_to_date"))).toEqual([]);
});

test("another chosen take of the predecessor makes the follower changed; a rename of it does not", async () => {
  const film = await stage(chain.replace("  a: The door opens", "  a: { prompt: The door opens, takes: 2 }"));
  await film.run("render", "film.yaml");
  expect(film.server.ledger.paid).toBe(5);
  await film.run("pick", "film.yaml", "a", "2");
  expect(brief(await film.plan()).filter((line) => line.includes("render"))).toEqual([
    "b render changed",
    "c render changed after b",
  ]);
  await film.run("pick", "film.yaml", "a", "1");
  film.edit((text) => text.replace("  a: {", "  door: {").replace("end_of_clip: a", "end_of_clip: door"));
  expect(brief(await film.plan()).filter((line) => line.includes("render"))).toEqual([]);
});

test("a predecessor's clip that is fetched again is the same clip: what was made from it is not paid for again", async () => {
  const film = await stage();
  await film.run("render", "film.yaml");
  rmSync(join(film.cwd, "clips/a.mp4"));
  rmSync(join(film.cwd, "clips/b.mp4"));
  expect(brief(await film.plan())).toEqual([
    "a download clip_missing",
    "free none up_to_date",
    "b download clip_missing",
    "c none up_to_date",
  ]);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(4);
  // A new follower waits for the clip that is on its way.
  rmSync(join(film.cwd, "clips/c.mp4"));
  film.edit((text) => `${text}  d: { prompt: She rests, first_frame: { end_of_clip: c } }\n`);
  expect(brief(await film.plan())).toContain("d render new after c");
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(5);
});

/** Two people paid for `a`: one's task is on its way, and the other's clip is there, with all that was made from it. */
async function paidByTwo(): Promise<Stage> {
  const film = await stage();
  const lockfile = join(film.cwd, "film.lock.json");
  await film.run("render", "film.yaml", "--only", "a");
  const [{ clip, finished_at, expires_at, ...theirs }] = read(lockfile).shots.a["1"];
  expect(clip).toBeDefined();
  for (const name of ["clips", "film.lock.json"]) rmSync(join(film.cwd, name), { recursive: true });
  await film.run("render", "film.yaml");
  const lock = read(lockfile);
  lock.shots.a["1"].unshift({ ...theirs, state: "queued" });
  writeFileSync(lockfile, JSON.stringify(lock));
  expect(film.server.ledger.paid).toBe(5);
  return film;
}

// biome-ignore lint/suspicious/noExplicitAny: a lockfile's JSON, of which the tests name what they look at.
function read(lockfile: string): any {
  return JSON.parse(readFileSync(lockfile, "utf8"));
}

test("a second task of the same inputs is fetched beside a clip that is there, and the chain stays", async () => {
  const film = await paidByTwo();
  expect(brief(await film.plan())).toEqual([
    "a none up_to_date",
    "free none up_to_date",
    "b none up_to_date",
    "c none up_to_date",
    "a resume superseded",
  ]);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(5);
  expect(readdirSync(join(film.cwd, "clips/superseded"))).toHaveLength(1);
  expect(brief(await film.plan()).filter((line) => !line.endsWith("up_to_date"))).toEqual([]);
});

test("where the clip that is there was sent back, the second task's takes its place, and the chain is made from it", async () => {
  const film = await paidByTwo();
  await film.run("reject", "film.yaml", "a");
  expect(brief(await film.plan())).toEqual([
    "a resume in_flight",
    "free none up_to_date",
    "b render changed after a",
    "c render changed after b",
  ]);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  const { shots } = read(join(film.cwd, "film.lock.json"));
  const [theirs, sentBack] = shots.a["1"];
  expect([theirs.clip.file, sentBack.clip.file]).toEqual(["a.mp4", expect.stringMatching(/^superseded\//)]);
  expect(shots.b["1"].at(-1).inputs.first_frame).toBe(`end_of_clip:sha256:${theirs.clip.sha256}`);
  expect(brief(await film.plan()).filter((line) => !line.endsWith("up_to_date"))).toEqual([]);
});

test("a shot whose submit is of unknown outcome is held under another id, too, and holds its followers", async () => {
  const film = await stage();
  film.server.script({
    on: "submit",
    match: { prompt: "She runs" },
    accepts: true,
    fault: { kind: "reset", when: "after_reading" },
  });
  expect((await film.run("render", "film.yaml")).code).toBe(3);
  expect(film.server.ledger.paid).toBe(3);
  film.edit((text) => text.replace("  b: {", "  run: {"));
  expect(brief(await film.plan()).filter((line) => !line.endsWith("up_to_date"))).toEqual([
    "run hold uncertain",
    "c hold needs_clip",
  ]);
  expect((await film.run("render", "film.yaml")).code).toBe(3);
  expect(film.server.ledger.paid).toBe(3);
  expect((await film.run("resolve", "film.yaml", "run", "--not-submitted")).code).toBe(0);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
});

test("a failed predecessor holds its followers and says so; independent shots go on", async () => {
  const film = await stage();
  film.server.script({
    on: "query",
    match: { prompt: "The door" },
    fault: { kind: "task_fails", code: "generation_failed", message: "out of memory" },
  });
  const { code, stderr } = await film.run("render", "film.yaml");
  expect(code).toBe(1);
  expect(stderr).toContain("b: Not started: it needs the clip of a, which is not there.");
  expect(film.server.ledger.tasks.map(({ body }) => body.prompt).sort()).toEqual([
    "A field",
    "The door opens",
  ]);
  expect(brief(await film.plan("--only", "b"))).toContain("b hold needs_clip");
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(5);
});

test("a chain that is killed at each of its links is carried on with, and nothing is paid twice", async () => {
  const film = await stage(chain, { generationMs: () => 150 });
  const { env } = film;
  const lock = ["--lock-timeout", "30s"];
  const args = ["render", "film.yaml", "--poll-interval", "20ms", "--submit-rate", "off", ...lock];
  // Asked for, so that its id is on record: a kill before leaves a doubt, which is another story.
  const isAsked = (taskId: string | undefined): boolean =>
    film.server.ledger.requests.some((request) => request.kind === "query" && request.taskId === taskId);
  for (const paid of [2, 3, 4]) {
    const running = startDailies(args, { cwd: film.cwd, env });
    await film.server.waitFor(
      ({ ledger }) => ledger.tasks.slice(0, paid).filter(({ taskId }) => isAsked(taskId)).length === paid,
    );
    running.child.kill("SIGKILL");
    await running.finished;
  }
  expect((await film.run("render", "film.yaml", ...lock)).code).toBe(0);
  expect(film.server.ledger.paid).toBe(4);
  expect(existsSync(join(film.cwd, "clips/c.mp4"))).toBe(true);
});

test("a rehearsal plays a chain too, and shows the picture that it takes", async () => {
  const film = await stage();
  const rehearsed = await dailies(["rehearse", "film.yaml"], { cwd: film.cwd });
  expect(rehearsed.code).toBe(0);
  expect(
    readdirSync(join(film.cwd, "rehearsal"))
      .filter((name) => name.endsWith(".mp4"))
      .sort(),
  ).toEqual(["a.mp4", "b.mp4", "c.mp4", "free.mp4"]);
});
