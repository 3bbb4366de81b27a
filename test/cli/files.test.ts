import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkSchema } from "../../src/report/schemas/check.ts";
import { initSchema } from "../../src/report/schemas/init.ts";
import { modelsSchema } from "../../src/report/schemas/models.ts";
import { planSchema } from "../../src/report/schemas/plan.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { builtDailies, dailies, writeFiles } from "./dailies.ts";
import { filmOf } from "./storyboards.ts";

test("init writes a storyboard that check takes, and says what to do next", async () => {
  const cwd = temporaryFolder();
  const made = await builtDailies(["init", "film"], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(made.stdout).toMatchSnapshot();
  expect(readdirSync(join(cwd, "film")).sort()).toEqual([".dailies", ".gitignore", "storyboard.yaml"]);
  const [first = ""] = readFileSync(join(cwd, "film/storyboard.yaml"), "utf8").split("\n");
  const schema = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? "";
  expect(JSON.parse(readFileSync(join(cwd, "film", schema), "utf8"))).toHaveProperty(
    "definitions.film.properties.shots",
  );
  const checked = await builtDailies(["check", "film/storyboard.yaml"], { cwd });
  expect(checked).toMatchObject({
    code: 0,
    stderr: "",
    stdout: "valid  film/storyboard.yaml: 3 shots, 16 s\n",
  });
});

test("init overwrites nothing", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "storyboard.yaml": "mine", ".gitignore": "also mine" });
  const refused = await builtDailies(["init"], { cwd });
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain("storyboard.yaml is already there");
  expect(readFileSync(join(cwd, "storyboard.yaml"), "utf8")).toBe("mine");
  expect(readFileSync(join(cwd, ".gitignore"), "utf8")).toBe("also mine");
});

test("init leaves a .gitignore as it is and says what belongs into it", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { ".gitignore": "mine\n" });
  const made = await builtDailies(["init"], { cwd });
  expect(made.code).toBe(0);
  expect(made.stdout).toContain("*.journal");
  expect(readFileSync(join(cwd, ".gitignore"), "utf8")).toBe("mine\n");
});

test("init --json names what was written and what was kept", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film/.gitignore": "mine\n" });
  const made = await dailies(["init", "film", "--json"], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const answer: unknown = JSON.parse(made.stdout);
  expect(initSchema.parse(answer)).toEqual(answer);
  expect(answer).toEqual({
    written: ["film/storyboard.yaml", "film/.dailies/storyboard.schema.json"],
    kept: ["film/.gitignore"],
  });
  const again = await dailies(["init", "film", "--json"], { cwd });
  expect(JSON.parse(again.stdout)).toMatchObject({ refused: { reason: "storyboard_exists" } });
});

test("init --agents adds AGENTS.md, also beside a film that is there, and overwrites none", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "storyboard.yaml": filmOf(1) });
  const made = await dailies(["init", "--agents", "--json"], { cwd });
  expect(JSON.parse(made.stdout)).toEqual({
    written: ["AGENTS.md", ".gitignore"],
    kept: ["storyboard.yaml"],
  });
  expect(readFileSync(join(cwd, "storyboard.yaml"), "utf8")).toBe(filmOf(1));
  writeFiles(cwd, { "AGENTS.md": "mine" });
  const again = await dailies(["init", "--agents", "--json"], { cwd });
  expect(again.code).toBe(2);
  expect(JSON.parse(again.stdout)).toMatchObject({ refused: { reason: "agents_exists" } });
  expect(readFileSync(join(cwd, "AGENTS.md"), "utf8")).toBe("mine");
});

test("check shows all problems of all files, and counts them", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "good.yaml": filmOf(2),
    "bad.yaml":
      "version: 1\nshots:\n  - id: sh01\n    model: kling-v3\n    prompt: x\n    duration: 7\n    aspect: 1\n",
  });
  const { code, stdout, stderr } = await builtDailies(["check", "good.yaml", "bad.yaml"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("bad.yaml:6:");
  expect(stderr).toContain("bad.yaml:7:");
  expect(stdout).toBe("valid  good.yaml: 2 shots, 10 s\n2 errors\n");
});

test("check --json tells every problem with its place, in the shape of its schema", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "bad.yaml": "version: 1\nshots:\n  - id: sh01\n    model: kling-v3\n    prompt: x\n    duration: 7\n",
  });
  const { code, stdout, stderr } = await builtDailies(["check", "bad.yaml", "gone.yaml", "--json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  const { diagnostics } = checkSchema.parse(JSON.parse(stdout));
  expect(diagnostics.map((one) => `${one.file}:${one.start.line} ${one.code}`)).toEqual([
    "bad.yaml:6 parameter_out_of_range",
    "gone.yaml:1 file_not_found",
  ]);
});

test("check --json counts shots and takes, of several files together", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "one.yaml": filmOf(3, "").replace("kling-v3", "kling-v3\n  takes: 2"),
    "two.yaml": filmOf(2),
  });
  const one = await builtDailies(["check", "one.yaml", "--json"], { cwd });
  expect(JSON.parse(one.stdout)).toEqual({ shots: 3, takes: 6, diagnostics: [] });
  const both = await builtDailies(["check", "one.yaml", "two.yaml", "gone.yaml", "--json"], { cwd });
  expect(checkSchema.parse(JSON.parse(both.stdout))).toMatchObject({ shots: 5, takes: 8 });
});

test("check - reads standard input, its pictures relative to the current folder", async () => {
  const cwd = temporaryFolder();
  const good = await builtDailies(["check", "-"], { cwd, input: filmOf(2) });
  expect(good).toMatchObject({ code: 0, stderr: "", stdout: "valid  -: 2 shots, 10 s\n" });
  const input = filmOf(1, "").replace("prompt:", "first_frame: gone.png\n    prompt:");
  const bad = await builtDailies(["check", "-", "--json"], { cwd, input });
  expect(bad.code).toBe(2);
  const { diagnostics } = checkSchema.parse(JSON.parse(bad.stdout));
  expect(diagnostics).toMatchObject([{ code: "picture_missing", file: "-", start: { line: 6 } }]);
  for (const [rubbish, code] of [
    ["", "storyboard_empty"],
    [Buffer.alloc(99), "file_unreadable"],
    [Buffer.from([0xff]), "file_unreadable"],
  ] as const) {
    const { code: exitCode, stderr } = await builtDailies(["check", "-"], { cwd, input: rubbish });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error ${code}`);
  }
});

test("plan names new shots and what would be paid for, and touches nothing", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(3) });
  const { code, stdout, stderr } = await builtDailies(["plan", "film.yaml"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchSnapshot();
  expect(readdirSync(cwd)).toEqual(["film.yaml"]);
});

test("plan --json has the shape of its schema, with prices where the storyboard names them", async () => {
  const cwd = temporaryFolder();
  const prices = 'prices:\n  currency: USD\n  date: "2026-11-01"\n  per_second:\n    kling-v3 720P: 0.1\n';
  writeFiles(cwd, { "film.yaml": filmOf(2, prices) });
  const { code, stdout } = await builtDailies(["plan", "film.yaml", "--json", "--only", "sh02"], { cwd });
  expect(code).toBe(0);
  const { jobs, totals } = planSchema.parse(JSON.parse(stdout));
  expect(jobs.map(({ id, action, reason, price }) => ({ id, action, reason, price }))).toEqual([
    { id: "sh01", action: "none", reason: "not_selected", price: null },
    { id: "sh02", action: "render", reason: "new", price: { amount: 0.5, currency: "USD" } },
  ]);
  expect(totals).toMatchObject({ render: 1, none: 1, price: { amount: 0.5, currency: "USD" } });
});

test.each([["--json"], []])("plan says with exit code 4 that a budget does not fit (%s)", async (...more) => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(3) });
  const over = await builtDailies(["plan", "film.yaml", "--max-shots", "2", ...more], { cwd });
  const fits = await builtDailies(["plan", "film.yaml", "--max-shots", "3", ...more], { cwd });
  expect([over.code, fits.code]).toEqual([4, 0]);
});

test("a glob that names no shot is a mistake, not an empty run", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(2) });
  const { code, stderr } = await builtDailies(["plan", "film.yaml", "--only", "sh2"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("--only sh2 names no shot; did you mean sh02?");
});

test("status lists pending shots too, as text and as JSON", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(2) });
  const text = await builtDailies(["status", "film.yaml"], { cwd });
  expect(text).toMatchObject({ code: 0, stderr: "" });
  expect(text.stdout).toMatchSnapshot();
  const json = await builtDailies(["status", "film.yaml", "--json"], { cwd });
  const { shots } = statusSchema.parse(JSON.parse(json.stdout));
  expect(shots.map(({ id, state }) => ({ id, state }))).toEqual([
    { id: "sh01", state: "pending" },
    { id: "sh02", state: "pending" },
  ]);
});

test.each(["plan", "status", "render"])(
  "%s of an invalid storyboard shows its problems and exits with 2",
  async (command) => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { "film.yaml": "version: 1\nshots: []\n" });
    const { code, stdout, stderr } = await builtDailies([command, "film.yaml"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("storyboard_empty");
    expect(readdirSync(cwd)).toEqual(["film.yaml"]);
  },
);

test.each(["plan", "status", "render"])("%s refuses a lockfile with conflict markers", async (command) => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film.yaml": filmOf(1),
    "film.lock.json": "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n",
  });
  const { code, stdout, stderr } = await builtDailies([command, "film.yaml"], {
    cwd,
    env: { TOAPIS_API_KEY: "sk-x" },
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("lockfile_conflict");
});

test("models lists every model, and one model with its parameters, rules and source", async () => {
  const cwd = temporaryFolder();
  const all = await builtDailies(["models"], { cwd });
  expect(all).toMatchObject({ code: 0, stderr: "" });
  expect(all.stdout).toContain("kling-v3@2026-08");
  const one = await builtDailies(["models", "kling-v3"], { cwd });
  expect(one.stdout).toMatchSnapshot();
});

test("models --json gives the contracts as data", async () => {
  const cwd = temporaryFolder();
  const all = await builtDailies(["models", "--json"], { cwd });
  const answer: unknown = JSON.parse(all.stdout);
  const { models } = modelsSchema.parse(answer);
  // What a schema does not know it drops, so that a forgotten key would show.
  expect(modelsSchema.parse(answer)).toEqual(answer);
  const byId = new Map(models.map((one) => [one.id, one]));
  expect(byId.get("gemini_omni_flash@2026-05")).toBeDefined();
  expect(byId.get("kling-v3@2026-05")).toMatchObject({
    seconds: { parameter: "duration", values: [5, 10, 15] },
    frames: { first: true, last: true },
    references: null,
  });
  expect(byId.get("doubao-seedance-1-0-pro-fast@2026-08")).toMatchObject({
    seconds: { parameter: "duration", values: null, min: 2, max: 12 },
    frames: { first: true, last: false },
  });
  const one = await builtDailies(["models", "kling-v3@2026-08", "--json"], { cwd });
  expect(JSON.parse(one.stdout)).toMatchObject({ id: "kling-v3@2026-08", frames: { encoding: "roles" } });
});
