import { mkdirSync, renameSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkSchema } from "../../src/report/schemas/check.ts";

import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { tinyPng } from "../fakes/tiny-png.ts";
import { builtDailies, startDailies, writeFiles } from "./dailies.ts";
import { filmOf } from "./storyboards.ts";

test("check --watch checks again however an editor saves, until Ctrl-C", async () => {
  const cwd = temporaryFolder();
  const file = join(cwd, "film.yaml");
  writeFiles(cwd, { "film.yaml": filmOf(1) });
  const watching = startDailies(["check", "film.yaml", "--watch"], { cwd });
  await watching.shows("valid  film.yaml: 1 shot, 5 s");
  await watching.shows("Watching for changes; Ctrl-C ends.");

  truncateSync(file);
  writeFileSync(file, filmOf(2));
  await watching.shows("valid  film.yaml: 2 shots, 10 s");

  writeFileSync(join(cwd, ".film.yaml.swp"), filmOf(3));
  renameSync(join(cwd, ".film.yaml.swp"), file);
  await watching.shows("valid  film.yaml: 3 shots, 15 s");

  unlinkSync(file);
  await watching.shows("file_not_found");
  writeFileSync(file, filmOf(4));
  await watching.shows("valid  film.yaml: 4 shots, 20 s");

  watching.child.kill("SIGINT");
  expect((await watching.finished).code).toBe(130);
});

test("check --watch sees includes, pictures in a folder that is new, choices and contracts; an object a line", async () => {
  const cwd = temporaryFolder();
  const scene = (frame: string): string =>
    `scene: s\ndefaults: { model: kling-v3 }\nshots:\n  a: { prompt: x${frame} }\n`;
  writeFiles(cwd, { "film.yaml": "version: 1\nscenes:\n  - include: s.yaml\n", "s.yaml": scene("") });
  const watching = startDailies(["check", "film.yaml", "--watch", "--json"], { cwd });
  const lines = linesOf(watching.child);
  const next = async () => checkSchema.parse(JSON.parse(await lines()));
  expect(await next()).toMatchObject({ shots: 1, diagnostics: [] });

  writeFileSync(join(cwd, "s.yaml"), scene(", first_frame: frames/a.png"));
  expect(await next()).toMatchObject({ diagnostics: [{ code: "picture_missing" }] });
  // The folder and the picture in it are two changes, which may be seen together.
  mkdirSync(join(cwd, "frames"));
  writeFileSync(join(cwd, "frames", "a.png"), tinyPng("a"));
  let answer = await next();
  while (answer.shots === 0) answer = await next();
  expect(answer).toMatchObject({ shots: 1 });

  writeFileSync(join(cwd, "film.picks.yaml"), "version: 1\nshots: {}\n");
  expect(await next()).toMatchObject({ shots: 1 });
  mkdirSync(join(cwd, "models"));
  expect(await next()).toMatchObject({ shots: 1 });

  watching.child.kill("SIGINT");
  expect((await watching.finished).code).toBe(130);
});

test("check --watch refuses standard input", async () => {
  const refused = await builtDailies(["check", "-", "--watch"], { cwd: temporaryFolder(), input: "" });
  expect(refused).toMatchObject({ code: 2, stderr: "dailies: --watch takes files; - is read once\n" });
});

/** Gives the next line of standard output, as it comes. */
function linesOf({ stdout }: ReturnType<typeof startDailies>["child"]): () => Promise<string> {
  const lines = (async function* () {
    let rest = "";
    for await (const chunk of stdout ?? []) {
      const [last = "", ...before] = `${rest}${chunk}`.split("\n").reverse();
      rest = last;
      yield* before.reverse();
    }
  })();
  return async () => {
    const line = await lines.next();
    if (line.done) throw new Error("the output has ended");
    return line.value;
  };
}
