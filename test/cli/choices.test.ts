import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planSchema } from "../../src/report/schemas/plan.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { dailies } from "./dailies.ts";
import { openStage, type Stage, taskIn } from "./stage.ts";
import { filmOf } from "./storyboards.ts";

/** A stage whose plan says of each take: `sh01 render changed`. */
async function stage(
  text: string,
): Promise<Omit<Stage, "plan"> & { plan(...args: string[]): Promise<string[]> }> {
  const opened = await openStage(text);
  return {
    ...opened,
    plan: async (...args) =>
      (await opened.plan(...args)).map(
        ({ id, take, action, reason }) => `${id}${take === 1 ? "" : `/${take}`} ${action} ${reason}`,
      ),
  };
}

async function statusOf({ run }: Pick<Stage, "run">): Promise<ReturnType<typeof statusSchema.parse>> {
  return statusSchema.parse(JSON.parse((await run("status", "film.yaml", "--json")).stdout));
}

describe("a rename", () => {
  test("is found by the inputs: the clip moves, nothing is paid, and the plan says where it comes from", async () => {
    const film = await stage(filmOf(2));
    await film.run("render", "film.yaml");
    const task = taskIn(join(film.cwd, "clips/sh02.mp4"));
    await film.run("pick", "film.yaml", "sh02", "1", "--note", "the one");
    film.edit((text) => text.replace("id: sh02", "id: door"));
    const planned = planSchema.parse(JSON.parse((await film.run("plan", "film.yaml", "--json")).stdout));
    expect(planned.jobs[1]).toMatchObject({ id: "door", action: "move", reason: "renamed", from: "sh02" });
    expect((await film.run("plan", "film.yaml")).stdout).toContain("renamed from sh02");
    const rendered = await film.run("render", "film.yaml");
    expect(rendered.code).toBe(0);
    expect(film.server.ledger.paid).toBe(2);
    expect(taskIn(join(film.cwd, "clips/door.mp4"))).toBe(task);
    expect(existsSync(join(film.cwd, "clips/sh02.mp4"))).toBe(false);
    expect(Object.keys(JSON.parse(readFileSync(join(film.cwd, "film.lock.json"), "utf8")).shots)).toEqual([
      "door",
      "sh01",
    ]);
    expect(await film.plan()).toEqual(["sh01 none up_to_date", "door none up_to_date"]);
    expect(readFileSync(join(film.cwd, "film.picks.yaml"), "utf8")).toMatch(
      /^ {2}door: \{ take: 1, .*note: the one/m,
    );
  });

  test("needs no key, since it asks the provider for nothing", async () => {
    const film = await stage(filmOf(1));
    await film.run("render", "film.yaml");
    film.edit((text) => text.replace("id: sh01", "id: door"));
    const { code } = await dailies(["render", "film.yaml"], { cwd: film.cwd });
    expect(code).toBe(0);
    expect(existsSync(join(film.cwd, "clips/door.mp4"))).toBe(true);
  });

  test("that is rehearsed leaves the choices where the render's record finds them", async () => {
    const film = await stage(filmOf(2));
    await film.run("render", "film.yaml");
    await film.run("rehearse", "film.yaml");
    await film.run("pick", "film.yaml", "sh02", "1");
    const picks = join(film.cwd, "film.picks.yaml");
    const before = readFileSync(picks, "utf8");
    film.edit((text) => text.replace("id: sh02", "id: door"));
    expect((await film.run("rehearse", "film.yaml")).code).toBe(0);
    expect(existsSync(join(film.cwd, "rehearsal/door.mp4"))).toBe(true);
    expect(readFileSync(picks, "utf8")).toBe(before);
    expect((await film.run("render", "film.yaml")).code).toBe(0);
    expect(readFileSync(picks, "utf8")).toMatch(/^ {2}door: /m);
  });

  test("with two candidates is explained and never guessed; `rename` settles it", async () => {
    const same = (id: string): string => `  - id: ${id}\n    prompt: the same\n`;
    const head = "version: 1\ndefaults:\n  model: kling-v3\nshots:\n";
    const film = await stage(`${head}${same("a")}${same("b")}`);
    await film.run("render", "film.yaml");
    film.edit(() => `${head}${same("c")}`);
    expect(await film.plan()).toEqual(["c hold rename_unclear"]);
    const text = (await film.run("plan", "film.yaml")).stdout;
    expect(text).toContain("perhaps a or b");
    expect(text).toContain("dailies rename film.yaml a c");
    expect((await film.run("render", "film.yaml")).code).toBe(1);
    expect(film.server.ledger.paid).toBe(2);
    const task = taskIn(join(film.cwd, "clips/b.mp4"));
    const renamed = await film.run("rename", "film.yaml", "b", "c");
    expect(renamed.code).toBe(0);
    expect(renamed.stdout).toContain("b.mp4 -> c.mp4");
    expect(taskIn(join(film.cwd, "clips/c.mp4"))).toBe(task);
    expect(await film.plan()).toEqual(["c none up_to_date"]);
  });

  test.each([
    [["zz", "sh01"], "nothing is on record of a shot zz"],
    [["sh02", "new"], "the storyboard has no shot new"],
    [["sh02", "sh01"], "the storyboard still has a shot sh02"],
  ])("of %j is refused: %s", async ([from = "", to = ""], message) => {
    const film = await stage(filmOf(2));
    await film.run("render", "film.yaml");
    const before = readFileSync(join(film.cwd, "film.lock.json"));
    const refused = await film.run("rename", "film.yaml", from, to);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(message);
    expect(readFileSync(join(film.cwd, "film.lock.json")).equals(before)).toBe(true);
  });
});

describe("a choice", () => {
  test("names the take that counts; without one it is the first good take", async () => {
    const film = await stage(filmOf(1).replace("sh01\n", "sh01\n    takes: 3\n"));
    await film.run("render", "film.yaml");
    const chosen = async (): Promise<boolean[]> => (await statusOf(film)).shots.map((shot) => shot.chosen);
    expect(await chosen()).toEqual([true, false, false]);
    expect((await film.run("reject", "film.yaml", "sh01")).stdout).toContain("sh01 is sent back");
    expect(await chosen()).toEqual([false, true, false]);
    const picked = await film.run(
      "pick",
      "film.yaml",
      "sh01",
      "3",
      "--by",
      "lena",
      "--note",
      "hand enters late",
    );
    expect(picked.stdout).toContain("counts: clips/sh01_t03.mp4");
    expect(await chosen()).toEqual([false, false, true]);
    expect(readFileSync(join(film.cwd, "film.picks.yaml"), "utf8")).toMatch(
      /^version: 1\nshots:\n {2}sh01: \{ take: 3, clip: "?[0-9a-f]{8}"?, rejected: \[ \{ take: 1, clip: "?[0-9a-f]{8}"? \} \], by: lena, note: hand enters late \}\n$/,
    );
  });

  test("that is sent back is rolled again only when asked for, and the old clip is kept", async () => {
    const film = await stage(filmOf(2));
    await film.run("render", "film.yaml");
    const task = taskIn(join(film.cwd, "clips/sh01.mp4"));
    await film.run("reject", "film.yaml", "sh01", "1", "--note", "face melts");
    expect(await film.plan()).toEqual(["sh01 none rejected", "sh02 none up_to_date"]);
    expect((await film.run("plan", "film.yaml")).stdout).toContain("dailies render film.yaml --rejected");
    await film.run("render", "film.yaml");
    expect(film.server.ledger.paid).toBe(2);
    expect(await film.plan("--rejected")).toEqual(["sh01 render rejected", "sh02 none up_to_date"]);
    expect((await film.run("render", "film.yaml", "--rejected")).code).toBe(0);
    expect(film.server.ledger.paid).toBe(3);
    expect(taskIn(join(film.cwd, "clips/sh01.mp4"))).not.toBe(task);
    const kept = readdirSync(join(film.cwd, "clips/superseded"));
    expect(kept.map((name) => taskIn(join(film.cwd, "clips/superseded", name)))).toEqual([task]);
    expect(await film.plan("--rejected")).toEqual(["sh01 none up_to_date", "sh02 none up_to_date"]);
    expect((await statusOf(film)).superseded).toMatchObject([{ id: "sh01", take: 1 }]);
  });

  test("of a clip that is not on record is reported, and does not pass to another", async () => {
    const film = await stage(filmOf(1));
    await film.run("render", "film.yaml");
    writeFileSync(
      join(film.cwd, "film.picks.yaml"),
      "version: 1\nshots:\n  sh01: { take: 1, clip: 0a1d93c2 }\n",
    );
    expect((await statusOf(film)).unmatched_choices).toEqual([{ id: "sh01", take: 1, clip: "0a1d93c2" }]);
    expect((await film.run("status", "film.yaml")).stdout).toContain("0a1d93c2 that is not on record");
  });

  test("in a file that is not valid stops every command at its place, and nothing is written", async () => {
    const film = await stage(filmOf(1));
    const broken = "version: 1\nshots:\n  sh01: { take: 1 }\n";
    writeFileSync(join(film.cwd, "film.picks.yaml"), broken);
    const refused = await film.run("render", "film.yaml");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("film.picks.yaml:3:");
    expect(film.server.ledger.requests).toHaveLength(0);
    expect(readFileSync(join(film.cwd, "film.picks.yaml"), "utf8")).toBe(broken);
  });

  test.each([
    [["pick", "sh1", "1"], "no shot sh1; did you mean `sh01`?"],
    [["pick", "sh01", "2"], "take 2 of sh01 has no clip; 1 take with one: 1"],
    [["reject", "sh02"], "sh02 has no clip that could be meant"],
  ])("%j is refused: %s", async ([command = "", ...args], message) => {
    const film = await stage(filmOf(2));
    await film.run("render", "film.yaml", "--only", "sh01");
    const refused = await film.run(command, "film.yaml", ...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(message);
    expect(existsSync(join(film.cwd, "film.picks.yaml"))).toBe(false);
  });
});

test("clips that are accepted stand for the edited shots, and nothing is paid until the next edit", async () => {
  const film = await stage(filmOf(3, "title: Salt\n"));
  await film.run("render", "film.yaml");
  film.edit((text) => text.replaceAll("What happens", "What slowly happens"));
  expect(await film.plan()).toEqual(["sh01 render changed", "sh02 render changed", "sh03 render changed"]);
  const one = await film.run("accept", "film.yaml", "sh01");
  expect(one.stdout).toBe("sh01 stands as it is.\n");
  expect((await film.run("accept", "film.yaml")).stdout).toBe(
    "sh02 stands as it is.\nsh03 stands as it is.\n",
  );
  expect(await film.plan()).toEqual(["sh01 none accepted", "sh02 none accepted", "sh03 none accepted"]);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(3);
  film.edit((text) => text.replace("What slowly happens in sh02", "What happens at last in sh02"));
  expect(await film.plan()).toEqual(["sh01 none accepted", "sh02 render changed", "sh03 none accepted"]);
  expect((await film.run("accept", "film.yaml", "sh01")).code).toBe(2);
});

test("what no shot wants any more is listed, and moved aside by prune; the record keeps what was paid for", async () => {
  const film = await stage(filmOf(3).replace("sh01\n", "sh01\n    takes: 2\n"));
  await film.run("render", "film.yaml");
  film.edit((text) => text.replace("\n    takes: 2", "").replace(/ {2}- id: sh03[\s\S]*$/, ""));
  const { orphans } = await statusOf(film);
  expect(orphans).toEqual([
    { id: "sh01", take: 2, clip: "clips/sh01_t02.mp4" },
    { id: "sh03", take: 1, clip: "clips/sh03.mp4" },
  ]);
  expect((await film.run("plan", "film.yaml")).stdout).toContain("2 clips that no shot wants any more");
  const dry = await film.run("prune", "film.yaml", "--dry-run");
  expect(dry.stdout).toContain("2 clips would be moved aside");
  expect(existsSync(join(film.cwd, "clips/sh03.mp4"))).toBe(true);
  expect((await film.run("prune", "film.yaml")).code).toBe(0);
  expect(readdirSync(join(film.cwd, "clips")).sort()).toEqual([
    ".dailies",
    "sh01.mp4",
    "sh02.mp4",
    "superseded",
  ]);
  expect(readdirSync(join(film.cwd, "clips/superseded"))).toHaveLength(2);
  expect((await statusOf(film)).orphans).toEqual([]);
  film.edit((text) => `${text}  - id: sh03\n    prompt: What happens in sh03\n`);
  expect(await film.plan()).toContain("sh03 move superseded_clip_matches");
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(4);
});

test("a clip that was made elsewhere is adopted, unpaid, and kept until the shot is edited", async () => {
  const film = await stage(filmOf(2));
  await film.run("render", "film.yaml", "--only", "sh01");
  copyFileSync(join(film.cwd, "clips/sh01.mp4"), join(film.cwd, "elsewhere.mp4"));
  const adopted = await film.run("adopt", "film.yaml", "sh02", "elsewhere.mp4");
  expect(adopted.code).toBe(0);
  expect(existsSync(join(film.cwd, "elsewhere.mp4"))).toBe(true);
  expect(await film.plan()).toEqual(["sh01 none up_to_date", "sh02 move superseded_clip_matches"]);
  expect((await film.run("render", "film.yaml")).code).toBe(0);
  expect(film.server.ledger.paid).toBe(1);
  expect(readFileSync(join(film.cwd, "clips/sh02.mp4"))).toEqual(
    readFileSync(join(film.cwd, "elsewhere.mp4")),
  );
  film.edit((text) => text.replace("What happens in sh02", "What else happens in sh02"));
  expect(await film.plan()).toEqual(["sh01 none up_to_date", "sh02 render changed"]);
  writeFileSync(join(film.cwd, "text.mp4"), "not a clip");
  const refused = await film.run("adopt", "film.yaml", "sh02", "text.mp4");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("text.mp4 is not a clip");
  expect((await film.run("adopt", "film.yaml", "sh02", "nothing.mp4")).stderr).toContain("nothing.mp4");
});
