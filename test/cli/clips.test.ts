import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planSchema } from "../../src/report/schemas/plan.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { tasksOnDisk } from "../reliability/promises.ts";
import { eventsOf, visibleFiles } from "./dailies.ts";
import { openStage, taskIn } from "./stage.ts";
import { filmOf } from "./storyboards.ts";

/** As if the result URLs had died long ago. */
function expireLinks(lockfile: string): void {
  const text = readFileSync(lockfile, "utf8");
  writeFileSync(
    lockfile,
    text.replaceAll(/"expires_at": "[^"]*"/g, '"expires_at": "2020-01-01T00:00:00.000Z"'),
  );
}

function edited(text: string): string {
  return text.replace("What happens in sh01", "What else happens in sh01");
}

test("a record that names another place than the clip's, as a crash before a move leaves it, is mended", async () => {
  const { cwd, server, run } = await openStage({ "film.yaml": filmOf(1) });
  await run("render", "film.yaml");
  const lockfile = join(cwd, "film.lock.json");
  const sound = readFileSync(lockfile, "utf8");
  writeFileSync(lockfile, sound.replace('"file": "sh01.mp4"', '"file": "superseded/sh01.0123abcd.mp4"'));
  expect((await run("render", "film.yaml")).code).toBe(0);
  expect(readFileSync(lockfile, "utf8")).toBe(sound);
  const requests = server.ledger.requests.length;
  expect((await run("render", "film.yaml")).code).toBe(0);
  expect(server.ledger.requests.length).toBe(requests);
  expect(server.ledger.paid).toBe(1);
});

describe("a lockfile that is gone", () => {
  test("does not pay for its clips again; plan says so, and --pay-again does", async () => {
    const { cwd, server, run } = await openStage({ "film.yaml": filmOf(2) });
    expect((await run("render", "film.yaml")).code).toBe(0);
    renameSync(join(cwd, "film.lock.json"), join(cwd, "kept"));

    const planned = await run("plan", "film.yaml");
    expect(planned).toMatchObject({ code: 2, stdout: expect.stringContaining("render new: 2 shots") });
    expect(planned.stdout).toContain("A render would be refused: 2 clips are there without a record");
    const json = await run("plan", "film.yaml", "--json");
    expect(json.code).toBe(2);
    expect(planSchema.parse(JSON.parse(json.stdout)).refusal?.reason).toBe("unrecorded_clips");

    const refused = await run("render", "film.yaml", "--json");
    expect(refused.code).toBe(2);
    expect(eventsOf(refused)).toMatchObject([
      { type: "refused", reason: "unrecorded_clips", message: expect.stringContaining("clips/sh01.mp4") },
      { type: "run_finished", exit_code: 2 },
    ]);
    expect(refused.stderr).toContain("git checkout");
    expect(refused.stderr).toContain("--pay-again");
    expect(server.ledger.paid).toBe(2);
    expect(existsSync(join(cwd, "film.lock.json"))).toBe(false);

    copyFileSync(join(cwd, "kept"), join(cwd, "film.lock.json"));
    expect((await run("render", "film.yaml")).code).toBe(0);
    expect(server.ledger.paid).toBe(2);

    rmSync(join(cwd, "film.lock.json"));
    expect((await run("render", "film.yaml", "--pay-again")).code).toBe(0);
    expect(server.ledger.paid).toBe(4);
    expect(tasksOnDisk(join(cwd, "clips")).size).toBe(4);
  });

  test("is not noticed by a rehearsal, which costs nothing and deletes nothing", async () => {
    const { cwd, run } = await openStage({ "film.yaml": filmOf(1) });
    expect((await run("rehearse", "film.yaml")).code).toBe(0);
    const draft = readFileSync(join(cwd, "rehearsal", "sh01.mp4"));
    rmSync(join(cwd, "film.rehearsal.lock.json"));
    expect((await run("rehearse", "film.yaml")).code).toBe(0);
    // Moved aside, unless the second draft was encoded within the same second and is the same to the byte.
    const entries = readdirSync(join(cwd, "rehearsal"), { recursive: true, encoding: "utf8" });
    const clips = entries.filter((name) => name.endsWith(".mp4"));
    expect(clips.some((name) => readFileSync(join(cwd, "rehearsal", name)).equals(draft))).toBe(true);
  }, 120_000);
});

describe("a storyboard that is renamed", () => {
  test("takes its clips along with its lockfile", async () => {
    const { cwd, server, run } = await openStage({ "film.yaml": filmOf(2) });
    await run("render", "film.yaml");
    renameSync(join(cwd, "film.yaml"), join(cwd, "salt.yaml"));
    renameSync(join(cwd, "film.lock.json"), join(cwd, "salt.lock.json"));
    expect(await run("render", "salt.yaml")).toMatchObject({
      code: 0,
      stdout: "Nothing to do: 2 shots up to date.\n",
    });
    writeFileSync(join(cwd, "salt.yaml"), edited(filmOf(2)));
    expect((await run("render", "salt.yaml")).code).toBe(0);
    expect(server.ledger.paid).toBe(3);
  });

  test("without its lockfile pays for nothing again", async () => {
    const { cwd, server, run } = await openStage({ "film.yaml": filmOf(2) });
    await run("render", "film.yaml");
    renameSync(join(cwd, "film.yaml"), join(cwd, "salt.yaml"));
    const refused = await run("render", "salt.yaml");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("without a record") });
    expect(server.ledger.paid).toBe(2);
  });
});

describe("two storyboards with one output folder", () => {
  test("and one shot id: the second is refused, and says what to do", async () => {
    const { cwd, server, run } = await openStage({ "a.yaml": filmOf(2), "b.yaml": edited(filmOf(1)) });
    expect((await run("render", "a.yaml")).code).toBe(0);
    rmSync(join(cwd, "clips", "sh01.mp4"));
    const planned = await run("plan", "b.yaml");
    expect(planned).toMatchObject({ code: 2, stdout: expect.stringContaining("also the output of a.yaml") });
    const refused = await run("render", "b.yaml", "--json");
    expect(refused.code).toBe(2);
    expect(eventsOf(refused)[0]).toMatchObject({
      type: "refused",
      reason: "output_shared",
      message: expect.stringMatching(/clips is also the output of a\.yaml, and both have the shot sh01/),
    });
    expect(server.ledger.paid).toBe(2);

    writeFileSync(join(cwd, "b.yaml"), filmOf(1, "output: clips/b\n"));
    expect((await run("render", "b.yaml")).code).toBe(0);
    expect((await run("render", "a.yaml")).code).toBe(0);
    expect(server.ledger.paid).toBe(3);
    expect(visibleFiles(join(cwd, "clips"))).toEqual(["b", "sh01.mp4", "sh02.mp4"]);
  });

  test("and ids of their own: both are rendered", async () => {
    const other = filmOf(1).replaceAll("sh01", "sh99");
    const { cwd, server, run } = await openStage({ "a.yaml": filmOf(1), "b.yaml": other });
    expect((await run("render", "a.yaml")).code).toBe(0);
    expect((await run("render", "b.yaml")).code).toBe(0);
    expect(server.ledger.paid).toBe(2);
    expect(visibleFiles(join(cwd, "clips"))).toEqual(["sh01.mp4", "sh99.mp4"]);
  });

  test("that begin at once: at most one of them pays", async () => {
    const { server, run } = await openStage({ "a.yaml": filmOf(1), "b.yaml": edited(filmOf(1)) });
    const runs = await Promise.all([run("render", "a.yaml"), run("render", "b.yaml")]);
    expect(server.ledger.paid).toBe(runs.filter(({ code }) => code === 0).length);
    expect(server.ledger.paid).toBeLessThanOrEqual(1);
  });

  test("rehearse side by side, each with drafts of its own", async () => {
    const { cwd, run } = await openStage({ "a.yaml": filmOf(1), "b.yaml": edited(filmOf(1)) });
    expect((await run("rehearse", "a.yaml")).code).toBe(0);
    expect((await run("rehearse", "b.yaml")).code).toBe(0);
    expect(visibleFiles(join(cwd, "rehearsal"))).toEqual(["b", "sh01.mp4"]);
    for (const file of ["a.yaml", "b.yaml"]) {
      const { stdout } = await run("status", file, "--rehearsal", "--json");
      expect(statusSchema.parse(JSON.parse(stdout)).shots).toMatchObject([
        { state: "done", clip_missing: false },
      ]);
      expect((await run("rehearse", file)).stdout).toContain("Nothing to do");
    }
  }, 120_000);
});

describe("a clip that is no longer what it was", () => {
  test("is fetched again while its link lives, and what was there is kept", async () => {
    const { cwd, server, run } = await openStage({ "film.yaml": filmOf(2) });
    await run("render", "film.yaml");
    const clip = readFileSync(join(cwd, "clips", "sh01.mp4"));
    truncateSync(join(cwd, "clips", "sh01.mp4"), 0);
    const { stdout } = await run("plan", "film.yaml");
    expect(stdout).toContain("download clip_differs: 1 shot");
    expect(stdout).toContain("there is an empty file");
    expect((await run("render", "film.yaml")).code).toBe(0);
    expect(readFileSync(join(cwd, "clips", "sh01.mp4")).equals(clip)).toBe(true);
    expect(readdirSync(join(cwd, "clips", "superseded"))).toEqual(["sh01.differs.mp4"]);
    expect(server.ledger.paid).toBe(2);
  });

  test("is held when its link is dead, exit code 1, and --missing pays for it", async () => {
    const { cwd, server, run } = await openStage({ "film.yaml": filmOf(2) });
    await run("render", "film.yaml");
    expireLinks(join(cwd, "film.lock.json"));
    const other = Buffer.alloc(readFileSync(join(cwd, "clips", "sh01.mp4")).length, "x");
    writeFileSync(join(cwd, "clips", "sh01.mp4"), other);
    const planned = planSchema.parse(JSON.parse((await run("plan", "film.yaml", "--json")).stdout));
    expect(planned.jobs[0]).toMatchObject({
      action: "none",
      reason: "clip_differs",
      found: "another file of the same size",
    });
    const status = statusSchema.parse(JSON.parse((await run("status", "film.yaml", "--json")).stdout));
    expect(status.shots.map(({ clip_differs }) => clip_differs)).toEqual([true, false]);
    expect((await run("render", "film.yaml")).code).toBe(1);
    expect(server.ledger.paid).toBe(2);
    server.script({ on: "result", times: 1, fault: { kind: "expired" } });
    expect((await run("render", "film.yaml", "--missing")).code).toBe(0);
    expect(server.ledger.paid).toBe(3);
    expect(readFileSync(join(cwd, "clips", "superseded", "sh01.differs.mp4")).equals(other)).toBe(true);
  });

  test("is seen by rescue, too", async () => {
    const { cwd, server, run } = await openStage({ "film.yaml": filmOf(1) });
    await run("render", "film.yaml");
    const clip = readFileSync(join(cwd, "clips", "sh01.mp4"));
    truncateSync(join(cwd, "clips", "sh01.mp4"), Math.floor(clip.length / 2));
    rmSync(join(cwd, "film.yaml"));
    expect((await run("rescue", "film.yaml")).code).toBe(0);
    expect(readFileSync(join(cwd, "clips", "sh01.mp4")).equals(clip)).toBe(true);
    expect(server.ledger.paid).toBe(1);
  });
});

describe("an edit that is taken back while the clip is gone", () => {
  test("fetches the clip of these inputs, and does not take the other one for it", async () => {
    const { cwd, server, run } = await openStage({ "film.yaml": filmOf(1) });
    await run("render", "film.yaml");
    const first = taskIn(join(cwd, "clips", "sh01.mp4"));
    rmSync(join(cwd, "clips", "sh01.mp4"));
    writeFileSync(join(cwd, "film.yaml"), edited(filmOf(1)));
    expect((await run("render", "film.yaml")).code).toBe(0);
    const second = taskIn(join(cwd, "clips", "sh01.mp4"));
    writeFileSync(join(cwd, "film.yaml"), filmOf(1));
    expect((await run("render", "film.yaml")).code).toBe(0);
    expect(taskIn(join(cwd, "clips", "sh01.mp4"))).toBe(first);
    expect(tasksOnDisk(join(cwd, "clips"))).toEqual(new Set([first, second]));
    expect(server.ledger.paid).toBe(2);
  });
});

describe("with git", () => {
  test("each branch has its own clips in their places, and nothing is paid for twice", async () => {
    const { cwd, server, run } = await openStage({
      "film.yaml": filmOf(2),
      ".gitignore": "clips/\n*.journal\n*.run.lock\n.dailies/\n",
    });
    const git = (...args: string[]): void => {
      const author = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"];
      execFileSync("git", [...author, ...args], { cwd, stdio: "ignore" });
    };
    git("init");
    git("add", "-A");
    git("commit", "-m", "storyboard");
    await run("render", "film.yaml", "--only", "sh02");
    git("add", "-A");
    git("commit", "-m", "sh02");
    git("checkout", "-b", "other");
    writeFileSync(join(cwd, "film.yaml"), edited(filmOf(2)));
    expect((await run("render", "film.yaml")).code).toBe(0);
    const other = taskIn(join(cwd, "clips", "sh01.mp4"));
    git("add", "-A");
    git("commit", "-m", "another sh01");

    // Here sh01 is new, and the other branch's clip is in its place.
    git("checkout", "main");
    expect((await run("render", "film.yaml")).code).toBe(0);
    const main = taskIn(join(cwd, "clips", "sh01.mp4"));
    expect(main).not.toBe(other);
    git("add", "-A");
    git("commit", "-m", "sh01");

    // The links are dead by now: what is on disk must do.
    for (const [branch, task] of [
      ["other", other],
      ["main", main],
    ] as const) {
      git("checkout", branch);
      expireLinks(join(cwd, "film.lock.json"));
      expect((await run("render", "film.yaml")).code, branch).toBe(0);
      expect(taskIn(join(cwd, "clips", "sh01.mp4"))).toBe(task);
      git("checkout", "--", ".");
    }
    expect(server.ledger.paid).toBe(3);
    expect(tasksOnDisk(join(cwd, "clips")).size).toBe(3);
  }, 120_000);
});
