import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type JunitCase, readJunit } from "../report/junit-shape.ts";
import { startDailies } from "./dailies.ts";
import { key, openStage, renderedStage, type Stage } from "./stage.ts";

function report({ cwd }: Pick<Stage, "cwd">, name = "ci.xml"): readonly JunitCase[] {
  return readJunit(readFileSync(join(cwd, name), "utf8"));
}

function verdicts(stage: Pick<Stage, "cwd">): Record<string, string> {
  return Object.fromEntries(
    report(stage).map(({ name, verdict, type }) => [name, `${verdict} ${type}`.trim()]),
  );
}

const film = [
  "version: 1",
  "defaults: { model: kling-v3, duration: 5 }",
  "scenes:",
  "  - { scene: s1, shots: { a: good, b: bad } }",
  "  - { scene: s2, shots: { c: lost, d: { prompt: twice, takes: 2 } } }",
  "",
].join("\n");

describe("render --junit", () => {
  test("has a case for each take: done, failed with its reason, uncertain", async () => {
    const stage = await openStage(film, {
      faults: [
        {
          on: "query",
          match: { prompt: "bad" },
          fault: {
            kind: "task_fails",
            code: "generation_failed",
            message: 'the <model> said "no" & \u0007 stopped',
          },
        },
        {
          on: "submit",
          match: { prompt: "lost" },
          accepts: true,
          fault: { kind: "reset", when: "after_reading" },
        },
      ],
    });
    const { code } = await stage.run("render", "film.yaml", "--junit", "out/ci.xml");
    expect(code).toBe(3);
    const cases = report(stage, "out/ci.xml");
    expect(cases.map(({ suite, name, verdict }) => `${suite} ${name}: ${verdict}`)).toEqual([
      "film.s1 s1_a: passed",
      "film.s1 s1_b: failure",
      "film.s2 s2_c: error",
      "film.s2 s2_d: passed",
      "film.s2 s2_d take 2: passed",
    ]);
    expect(cases[1]).toMatchObject({ type: "task_failed", file: "film.yaml" });
    expect(cases[1]?.message).toContain('the <model> said "no" &');
    expect(cases[1]?.text).toMatch(/^s1_b \(film.yaml:4\)\n.*\ntask \S+$/);
    expect(cases[2]?.message).toContain("May have been paid for");
    const next = await stage.run("retry", "film.yaml", "--junit", "ci.xml", "--except", "s2_d");
    expect(next.code).toBe(3);
    expect(verdicts(stage)).toMatchObject({
      s1_a: "passed",
      s1_b: "passed",
      s2_d: "skipped",
    });
  });

  test("says of clips that are gone that they are missing, and of those sent back that they are left out", async () => {
    const stage = await renderedStage(
      "version: 1\ndefaults: { model: kling-v3 }\nshots: { a: day, b: day, c: day }\n",
    );
    await stage.run("reject", "film.yaml", "b");
    rmSync(join(stage.cwd, "clips/a.mp4"));
    for (const { taskId } of stage.server.ledger.tasks) {
      stage.server.script({ on: "query", match: { taskId }, fault: { kind: "task_forgotten" } });
    }
    const { code } = await stage.run("render", "film.yaml", "--junit", "ci.xml");
    expect(code).not.toBe(0);
    expect(verdicts(stage)).toMatchObject({ b: "skipped", c: "passed" });
    expect(verdicts(stage).a).toMatch(/^error /);
  });

  test("is there of a run that does not begin, in place of an earlier one's", async () => {
    const stage = await renderedStage("version: 1\ndefaults: { model: kling-v3 }\nshots: { a: day }\n");
    await stage.run("render", "film.yaml", "--junit", "ci.xml");
    expect(verdicts(stage)).toEqual({ a: "passed" });
    stage.edit((text) => text.replace("day", "{ prompt: day, first_frame: gone.png }"));
    expect((await stage.run("render", "film.yaml", "--junit", "ci.xml")).code).toBe(2);
    const [only] = report(stage);
    expect(only).toMatchObject({ name: "dailies render", verdict: "error", type: "storyboard_invalid" });
    expect(only?.message).toMatch(/film\.yaml is not valid.*film\.yaml:3: .*gone\.png/);
  });

  test("counts what a limit kept from starting as left out, and the limit as an error", async () => {
    const stage = await openStage("version: 1\ndefaults: { model: kling-v3 }\nshots: { a: day, b: day }\n");
    expect((await stage.run("render", "film.yaml", "--junit", "ci.xml", "--max-shots", "1")).code).toBe(4);
    expect(verdicts(stage)).toEqual({ a: "skipped", b: "skipped", "dailies render": "error budget" });
    expect(stage.server.ledger.paid).toBe(0);
  });

  test("takes no file that could be anything else, and no place that cannot be written, before anything is paid", async () => {
    const stage = await openStage("version: 1\ndefaults: { model: kling-v3 }\nshots: { a: day }\n");
    const wrong = await stage.run("render", "film.yaml", "--junit", "film.yaml");
    expect({ code: wrong.code, stderr: wrong.stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("expected a file name that ends with .xml"),
    });
    mkdirSync(join(stage.cwd, "taken.xml"));
    const taken = await stage.run("render", "film.yaml", "--junit", "taken.xml");
    expect({ code: taken.code, stderr: taken.stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^dailies: --junit taken\.xml: .*cannot be written/),
    });
    writeFileSync(join(stage.cwd, "file"), "");
    expect((await stage.run("render", "film.yaml", "--junit", "file/ci.xml")).code).toBe(2);
    expect(stage.server.ledger.paid).toBe(0);
  });

  test("that cannot be written at the end is a warning, and changes no exit code", async () => {
    const stage = await openStage("version: 1\ndefaults: { model: kling-v3 }\nshots: { a: day }\n", {
      manual: true,
    });
    const running = stage.run("render", "film.yaml", "--junit", "out/ci.xml");
    await stage.server.waitFor(({ ledger }) => ledger.paid === 1);
    rmSync(join(stage.cwd, "out"), { recursive: true });
    writeFileSync(join(stage.cwd, "out"), "");
    stage.server.complete(stage.server.ledger.tasks[0]?.taskId ?? "");
    const { code, stderr } = await running;
    expect(code).toBe(0);
    expect(stderr).toMatch(/dailies: --junit out\/ci\.xml: .*cannot be written/);
  });

  test.each([1, 2])("is whole when Ctrl-C ends the run, %i times", async (times) => {
    const stage = await openStage("version: 1\ndefaults: { model: kling-v3 }\nshots: { a: day }\n", {
      manual: true,
    });
    if (times === 2) stage.server.script({ on: "submit", accepts: true, fault: { kind: "hang" } });
    const running = startDailies(
      ["render", "film.yaml", "--junit", "ci.xml", "--poll-interval", "20ms"],
      stage,
    );
    await stage.server.waitFor(({ ledger }) => ledger.paid === 1);
    if (times === 1) await running.shows("submitted");
    running.child.kill("SIGINT");
    await running.shows("Once more ends at once");
    if (times === 2) running.child.kill("SIGINT");
    expect((await running.finished).code).toBe(130);
    const cases = report(stage);
    expect(cases.map(({ name }) => name)).toEqual(["a", "dailies render"]);
    expect(cases.at(-1)).toMatchObject({ verdict: "error", type: "interrupted" });
    expect(cases[0]?.verdict).toBe(times === 1 ? "error" : "skipped");
    expect(existsSync(join(stage.cwd, "ci.xml.part"))).toBe(false);
  });

  test("holds no key", async () => {
    const stage = await openStage("version: 1\ndefaults: { model: kling-v3 }\nshots: { a: day }\n", {
      faults: [
        {
          on: "query",
          fault: { kind: "task_fails", code: "generation_failed", message: `Bearer ${key} is not yours` },
        },
      ],
    });
    await stage.run("render", "film.yaml", "--junit", "ci.xml");
    expect(readFileSync(join(stage.cwd, "ci.xml"), "utf8")).not.toContain(key);
  });
});
