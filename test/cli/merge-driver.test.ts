import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { builtDailies, dailies, writeFiles } from "./dailies.ts";
import { openStage, type Stage } from "./stage.ts";

const film = (...shots: string[]): string =>
  [
    "version: 1",
    "defaults: { model: kling-v3, duration: 5 }",
    "shots:",
    ...shots.map((id) => `  - { id: ${id}, prompt: shot ${id} }`),
    "",
  ].join("\n");

/** git in a folder, with nothing of this machine's configuration. */
function git(cwd: string, ...args: string[]): { readonly status: number | null; readonly text: string } {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.com",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.com",
    GIT_EDITOR: "true",
  };
  const done = spawnSync("git", args, { cwd, env, encoding: "utf8" });
  return { status: done.status, text: `${done.stdout}${done.stderr}` };
}

function commit(cwd: string, message: string): void {
  git(cwd, "add", "-A");
  expect(git(cwd, "commit", "-qm", message)).toMatchObject({ status: 0 });
}

/** A repository that uses the driver, with a film of two shots whose first is rendered. */
async function repository(): Promise<Stage> {
  const stage = await openStage({
    "film.yaml": film("a", "b"),
    ".gitignore": "clips/\n.dailies/\n*.journal\n",
  });
  const { cwd } = stage;
  git(cwd, "init", "-qb", "main");
  const installed = await builtDailies(["merge-driver", "--install"], { cwd });
  expect(installed).toMatchObject({ code: 0, stderr: "" });
  await stage.run("render", "film.yaml", "--only", "a");
  commit(cwd, "the first shot");
  return stage;
}

/** The first shot again with another prompt on one branch, and the second on the other: lines beside each other. */
async function branches(stage: Stage): Promise<void> {
  const { cwd } = stage;
  git(cwd, "checkout", "-qb", "other");
  await stage.run("render", "film.yaml", "--only", "b");
  await stage.run("pick", "film.yaml", "b", "1", "--by", "tom");
  commit(cwd, "the second shot");
  git(cwd, "checkout", "-q", "main");
  writeFileSync(join(cwd, "film.yaml"), film("a", "b").replace("shot a", "another a"));
  await stage.run("render", "film.yaml", "--only", "a");
  await stage.run("pick", "film.yaml", "a", "1", "--by", "lena");
  commit(cwd, "the first shot again");
}

async function nothingIsLeft(stage: Stage): Promise<void> {
  expect(git(stage.cwd, "status", "--porcelain").text).toBe("");
  expect((await stage.plan()).map(({ action }) => action)).toEqual(["none", "none"]);
  const paid = stage.server.ledger.tasks.length;
  expect((await stage.run("render", "film.yaml")).code).toBe(0);
  expect(stage.server.ledger.tasks.length).toBe(paid);
  const choices = readFileSync(join(stage.cwd, "film.picks.yaml"), "utf8");
  expect(choices).toContain("by: lena");
  expect(choices).toContain("by: tom");
}

describe("two branches that each rendered and chose", () => {
  test("merge: git takes both, and nothing is paid for again", async () => {
    const stage = await repository();
    await branches(stage);
    expect(git(stage.cwd, "merge", "-q", "--no-edit", "other")).toMatchObject({ status: 0 });
    await nothingIsLeft(stage);
  });

  test("rebase, in which the sides are exchanged", async () => {
    const stage = await repository();
    await branches(stage);
    expect(git(stage.cwd, "rebase", "-q", "other")).toMatchObject({ status: 0 });
    await nothingIsLeft(stage);
  });

  test("cherry-pick", async () => {
    const stage = await repository();
    await branches(stage);
    expect(git(stage.cwd, "cherry-pick", "other")).toMatchObject({ status: 0 });
    await nothingIsLeft(stage);
  });

  test("have no lockfile in common: git gives an empty base", async () => {
    const stage = await openStage({
      "film.yaml": film("a", "b"),
      ".gitignore": "clips/\n.dailies/\n*.journal\n",
    });
    const { cwd } = stage;
    git(cwd, "init", "-qb", "main");
    await builtDailies(["merge-driver", "--install"], { cwd });
    commit(cwd, "a film");
    await branches(stage);
    expect(git(cwd, "merge", "-q", "--no-edit", "other")).toMatchObject({ status: 0 });
    await nothingIsLeft(stage);
  });
});

describe("where two branches do not agree", () => {
  test("about a take, git says that it is in conflict, and the file shows both", async () => {
    const stage = await repository();
    const { cwd } = stage;
    const choose = (clip: string): void => {
      const text = `version: 1\nshots:\n  a: { take: 1, clip: ${clip} }\n`;
      writeFiles(cwd, { "film.picks.yaml": text });
      commit(cwd, clip);
    };
    git(cwd, "checkout", "-qb", "other");
    choose("1a111111");
    git(cwd, "checkout", "-q", "main");
    choose("2b222222");
    const merged = git(cwd, "merge", "--no-edit", "other");
    expect(merged.status).toBe(1);
    expect(merged.text).toContain("dailies: film.picks.yaml: a: each branch chose another clip");
    expect(git(cwd, "status", "--porcelain").text).toContain("AA film.picks.yaml");
    expect(readFileSync(join(cwd, "film.picks.yaml"), "utf8")).toBe(
      [
        "version: 1",
        "shots:",
        "<<<<<<< ours",
        "  a: { take: 1, clip: 2b222222 }",
        "=======",
        "  a: { take: 1, clip: 1a111111 }",
        ">>>>>>> theirs",
        "",
      ].join("\n"),
    );
  });

  test("and one lockfile is not valid, neither passes for the whole: dailies refuses the file", async () => {
    const stage = await repository();
    const { cwd } = stage;
    const lockfile = join(cwd, "film.lock.json");
    git(cwd, "checkout", "-qb", "other");
    writeFileSync(
      lockfile,
      readFileSync(lockfile, "utf8").replace('"lockfile_version": 1', '"lockfile_version": 9'),
    );
    commit(cwd, "newer");
    git(cwd, "checkout", "-q", "main");
    await stage.run("render", "film.yaml");
    commit(cwd, "all");
    expect(git(cwd, "merge", "--no-edit", "other").status).toBe(1);
    expect(readFileSync(lockfile, "utf8")).toContain("<<<<<<< ours\n");
    const refused = await stage.run("render", "film.yaml");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("lockfile_conflict");
  });

  test("another program's file of such a name is merged as git merges it", async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { o: "1\n2\n3\n4\n5\n", a: "0\n2\n3\n4\n5\n", b: "1\n2\n3\n4\n6\n" });
    const driver = (): Promise<{ readonly code: number | null }> =>
      dailies(["merge-driver", "o", "a", "b", "sub/packages.lock.json"], { cwd });
    expect(await driver()).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "a"), "utf8")).toBe("0\n2\n3\n4\n6\n");
    writeFiles(cwd, { o: "1\n", a: "2\n", b: "3\n" });
    expect(await driver()).toMatchObject({ code: 1 });
    expect(readFileSync(join(cwd, "a"), "utf8")).toContain("<<<<<<< ours");
  });
});

describe("dailies merge-driver --install", () => {
  test("sets what git needs, says so, and changes nothing the second time", async () => {
    const cwd = temporaryFolder();
    git(cwd, "init", "-q");
    writeFiles(cwd, { ".gitattributes": "*.mp4 filter=lfs", "sub/x": "" });
    const sub = join(cwd, "sub");
    const first = await dailies(["merge-driver", "--install"], { cwd: sub });
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("*.lock.json merge=dailies");
    expect(first.stdout).toContain("set  merge.dailies.driver = ");
    const attributes = "*.mp4 filter=lfs\n*.lock.json merge=dailies\n*.picks.yaml merge=dailies\n";
    expect(readFileSync(join(cwd, ".gitattributes"), "utf8")).toBe(attributes);
    const config = readFileSync(join(cwd, ".git", "config"), "utf8");
    const second = await dailies(["merge-driver", "--install", "--json"], { cwd: sub });
    const settings = JSON.parse(second.stdout);
    expect(settings.attributes.map((line: { new: boolean }) => line.new)).toEqual([false, false]);
    for (const { value, before } of settings.config) expect(before).toBe(value);
    expect(readFileSync(join(cwd, ".gitattributes"), "utf8")).toBe(attributes);
    expect(readFileSync(join(cwd, ".git", "config"), "utf8")).toBe(config);
    const driver = execFileSync("git", ["config", "merge.dailies.driver"], { cwd, encoding: "utf8" });
    expect(driver).toMatch(/ merge-driver %O %A %B %P\n$/);
  });

  test("outside of a repository says so, and takes no files", async () => {
    const cwd = temporaryFolder();
    const outside = await dailies(["merge-driver", "--install"], { cwd });
    expect(outside.code).toBe(2);
    expect(outside.stderr).toContain("is not in a git repository");
    expect(await dailies(["merge-driver", "--install", "x"], { cwd })).toMatchObject({ code: 2 });
    expect(await dailies(["merge-driver", "x"], { cwd })).toMatchObject({ code: 2 });
  });
});
