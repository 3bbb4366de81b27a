import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { builtDailies, writeFiles } from "../cli/dailies.ts";
import { key, openStage, type Stage } from "../cli/stage.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { readJunit } from "../report/junit-shape.ts";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "action.yml"), "utf8");
const page = readFileSync(join(root, "docs/ci.md"), "utf8");

const values = z.record(z.string(), z.string());
const action = z
  .object({
    inputs: z.record(
      z.string(),
      z.object({
        description: z.string().min(10),
        required: z.literal(true).optional(),
        default: z.string().optional(),
      }),
    ),
    outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
    runs: z.object({
      using: z.literal("composite"),
      steps: z.array(
        z.strictObject({
          name: z.string().optional(),
          id: z.string().optional(),
          if: z.string().optional(),
          uses: z.string().optional(),
          with: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
          shell: z.literal("bash").optional(),
          env: values.optional(),
          run: z.string().optional(),
        }),
      ),
    }),
  })
  .parse(parse(text));
const { steps } = action.runs;

/** What GitHub gives a step, and what the steps before gave. */
class Job {
  readonly cwd: string;
  readonly temporary = temporaryFolder();
  readonly #known: Record<string, string>;
  readonly #env: Readonly<Record<string, string>>;

  constructor(
    cwd: string,
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ) {
    this.cwd = cwd;
    const defaults = Object.entries(action.inputs).map(([name, { default: value = "" }]) => [name, value]);
    const all = Object.entries({ ...Object.fromEntries(defaults), ...inputs });
    this.#known = {
      ...Object.fromEntries(all.map(([name, value]) => [`inputs.${name}`, value])),
      "github.action_path": root,
      "github.event.pull_request.number": "12",
    };
    const bin = join(this.temporary, "dailies-bin");
    mkdirSync(bin);
    const stub = (name: string, script: string): void =>
      writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
    stub("npm", 'printf "%s\\n" "npm $*" >> "$RUNNER_TEMP/calls.txt"');
    stub(
      "gh",
      [
        'printf "%s\\n" "gh $*" >> "$RUNNER_TEMP/calls.txt"',
        'for word in "$@"; do case "$word" in body=@*) cp "$(printf %s "$word" | cut -c7-)" "$RUNNER_TEMP/posted.md" ;; esac; done',
        'if [ "$2" = --paginate ] && [ -e "$RUNNER_TEMP/ids.txt" ]; then cat "$RUNNER_TEMP/ids.txt"; fi',
      ].join("\n"),
    );
    this.#env = {
      PATH: `${bin}:${process.env.PATH ?? ""}`,
      HOME: this.temporary,
      RUNNER_TEMP: this.temporary,
      GITHUB_OUTPUT: join(this.temporary, "output.txt"),
      GITHUB_STEP_SUMMARY: join(this.temporary, "summary.md"),
      GITHUB_PATH: join(this.temporary, "path.txt"),
      GITHUB_WORKSPACE: cwd,
      GITHUB_REPOSITORY: "studio/film",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF: "refs/heads/main",
      ...env,
    };
  }

  /** Runs a step's script as GitHub does; gives its exit code and what it printed. */
  async run(name: string): Promise<{ readonly code: number | null; readonly printed: string }> {
    const step = steps.find((one) => one.name === name);
    if (step?.run === undefined) throw new Error(`there is a step ${name} with a script`);
    const env = Object.entries(step.env ?? {}).map(([variable, value]) => [variable, this.filled(value)]);
    writeFileSync(this.file("output.txt"), "");
    const script = this.file("step.sh");
    writeFileSync(script, step.run);
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
      cwd: this.cwd,
      env: { ...this.#env, ...Object.fromEntries(env) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        printed += chunk;
      });
    }
    const [code] = await once(child, "close");
    for (const line of this.read("output.txt")
      .split("\n")
      .filter((one) => one !== "")) {
      const [output = "", ...value] = line.split("=");
      this.#known[`steps.${step.id}.outputs.${output}`] = value.join("=");
    }
    return { code, printed };
  }

  async runAll(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const { code, printed } = await this.run(name);
      expect({ name, code, printed }).toEqual({ name, code: 0, printed: expect.any(String) });
    }
  }

  filled(value: string): string {
    return value.replace(/\$\{\{\s*(\S+)\s*\}\}/g, (_, name: string) => this.#known[name] ?? "");
  }

  given(name: string, value: string): void {
    this.#known[`steps.${name}`] = value;
  }

  /** What a step gave. */
  output(name: string): string {
    return this.#known[`steps.${name}`] ?? "";
  }

  file(name: string): string {
    return join(this.temporary, name);
  }

  read(name: string): string {
    return existsSync(this.file(name)) ? readFileSync(this.file(name), "utf8") : "";
  }
}

const film = [
  "version: 1",
  "prices: { currency: USD, date: 2026-11-01, per_second: { kling-v3 720P: 0.1 } }",
  "defaults: { model: kling-v3, duration: 5 }",
  "shots: { a: day @team, b: night }",
  "",
].join("\n");
const before = ["Names", "Install dailies", "Check", "Plan"];

test("the action's inputs are described, declared and used, and it pins other actions by their major version", () => {
  const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name));
  expect(used).toEqual(new Set(Object.keys(action.inputs)));
  for (const { uses } of steps) expect(uses ?? "actions/x@v1").toMatch(/^actions\/[\w/-]+@v\d+$/);
});

test("no input is put into a script's text, where the shell would read it", () => {
  const scripts = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
});

test("the API's key is in the environment of the render alone", () => {
  const having = steps.filter((step) => JSON.stringify(step).includes("api-key")).map(({ name }) => name);
  expect(having).toEqual(["Render"]);
});

describe("on a pull request", () => {
  function pullRequest(inputs: Readonly<Record<string, string>> = {}): Job {
    const cwd = temporaryFolder();
    writeFiles(cwd, { "film/storyboard.yaml": film });
    return new Job(cwd, { file: "film/storyboard.yaml", ...inputs });
  }

  test("the plan goes into the summary, and into one comment that is edited from then on", async () => {
    const job = pullRequest({ comment: "true", "max-shots": "2" });
    await job.runAll(...before, "Comment", "Hold the plan against its limits");
    expect(job.read("summary.md")).toMatch(
      /^### <code>film\/storyboard.yaml<\/code>: 2 clips to render, 10 s, 1\.00 USD/,
    );
    const posted = job.read("posted.md");
    expect(posted).toMatch(/^<!-- dailies [0-9a-f]{40} -->\n### /);
    expect(posted).not.toContain("@team");
    const comments = "repos/studio/film/issues/12/comments";
    expect(job.read("calls.txt")).toContain(`gh api --method POST ${comments} --field body=@`);
    writeFileSync(job.file("ids.txt"), "77\n78\n");
    await job.runAll("Comment");
    expect(job.read("calls.txt")).toContain(
      "gh api --method PATCH repos/studio/film/issues/comments/77 --field",
    );
    expect(job.filled(action.outputs["plan-hash"]?.value ?? "")).toMatch(/^[0-9a-f]{8,}$/);
    expect(job.output("names.outputs.lockfile")).toBe("film/storyboard.lock.json");
    expect(job.output("names.outputs.clips")).toBe("film/clips");
  });

  test("a plan beyond its limits is shown, and fails", async () => {
    const job = pullRequest({ budget: "0.50" });
    await job.runAll(...before);
    expect(job.read("summary.md")).toContain("> [!WARNING]");
    const held = await job.run("Hold the plan against its limits");
    expect(held).toEqual({ code: 4, printed: "::error title=dailies::The plan is beyond its limits.\n" });
  });

  test("a storyboard that is not valid fails with annotations", async () => {
    const job = pullRequest();
    writeFiles(job.cwd, { "film/storyboard.yaml": film.replace("duration", "duraton") });
    await job.runAll("Names", "Install dailies");
    const { code, printed } = await job.run("Check");
    expect(code).toBe(2);
    expect(printed).toMatch(/^::error file=film\/storyboard\.yaml,line=3/m);
  });
});

describe("a render", () => {
  async function pushed(
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly job: Job; readonly stage: Stage; readonly remote: string }> {
    const stage = await openStage(film);
    const remote = join(temporaryFolder(), "film.git");
    git(stage.cwd, "init", "--quiet", "--bare", "--initial-branch=main", remote);
    git(stage.cwd, "init", "--quiet", "--initial-branch=main");
    git(stage.cwd, "remote", "add", "origin", remote);
    git(stage.cwd, "add", "film.yaml");
    git(stage.cwd, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "-m", "Film");
    git(stage.cwd, "push", "--quiet", "origin", "main");
    const all = {
      file: "film.yaml",
      render: "true",
      "api-key": key,
      "base-url": stage.server.url,
      ...inputs,
    };
    const job = new Job(stage.cwd, all, { GITHUB_EVENT_NAME: "workflow_dispatch", ...env });
    await job.runAll(...before, "Hold the plan against its limits");
    return { job, stage, remote };
  }

  test("within its budget does what the plan said, and its record is pushed", async () => {
    const { job, stage, remote } = await pushed({ budget: "1" });
    await job.runAll("May a render begin?", "Render");
    const junit = readFileSync(job.filled(action.outputs.junit?.value ?? ""), "utf8");
    expect(readJunit(junit).map(({ verdict }) => verdict)).toEqual(["passed", "passed"]);
    await job.runAll("Commit the record");
    expect(git(remote, "ls-tree", "--name-only", "main")).toBe("film.lock.json\nfilm.yaml\n");
    expect(git(remote, "log", "-1", "--format=%s", "main")).toBe("Record the clips of film.yaml\n");
    await job.runAll("Commit the record");
    expect(git(remote, "rev-list", "--count", "main")).toBe("2\n");
    expect(stage.server.ledger.paid).toBe(2);
  });

  test("begins on no pull request, without no limit, and where the record cannot be pushed", async () => {
    const { stage } = await pushed({ budget: "1" });
    const begin = async (inputs: Record<string, string>, event: string): ReturnType<Job["run"]> => {
      const job = new Job(stage.cwd, { file: "film.yaml", ...inputs }, { GITHUB_EVENT_NAME: event });
      job.given("plan.outputs.plan-hash", "0123abcd");
      return await job.run("May a render begin?");
    };
    const refused = (why: string): unknown => ({
      code: 2,
      printed: expect.stringContaining(`${why} Nothing was submitted.`),
    });
    expect(await begin({ "max-shots": "2" }, "push")).toMatchObject({ code: 0 });
    expect(await begin({}, "push")).toEqual(refused("A render needs budget or max-shots."));
    const asked = await begin({ "max-shots": "2" }, "pull_request_target");
    expect(asked).toEqual(refused("render when its branch is pushed, or by hand."));
    git(stage.cwd, "remote", "set-url", "origin", join(stage.cwd, "nowhere"));
    expect(await begin({ "max-shots": "2" }, "push")).toEqual(
      refused("The record of the render could not be pushed."),
    );
  });
});

test("the hook of pre-commit is a command that takes the files of a commit", async () => {
  const hooks = z
    .array(z.object({ id: z.string(), entry: z.string(), language: z.literal("system"), files: z.string() }))
    .parse(parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")));
  const cwd = temporaryFolder();
  const files = ["storyboard.yaml", "other/storyboard-2.yml"];
  writeFiles(cwd, Object.fromEntries(files.map((file) => [file, film])));
  for (const { entry, files: pattern } of hooks) {
    expect(files.filter((file) => new RegExp(pattern).test(file))).toEqual(files);
    const [program, ...args] = entry.split(" ");
    expect(program).toBe("dailies");
    expect((await builtDailies([...args, ...files], { cwd })).code).toBe(0);
  }
});

test("the examples of the documentation use what there is", () => {
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = ""]) => block);
  const withs = blocks.flatMap((block) => {
    const { jobs } = z
      .object({ jobs: z.object({ dailies: z.object({ steps: z.unknown() }) }).optional() })
      .parse(parse(block));
    const steps = z.array(z.object({ uses: z.string(), with: z.record(z.string(), z.unknown()).optional() }));
    return jobs === undefined
      ? []
      : steps.parse(jobs.dailies.steps).flatMap((step) => (step.with ? [step.with] : []));
  });
  expect(withs).toHaveLength(1);
  for (const name of Object.keys(withs[0] ?? {})) expect(Object.keys(action.inputs)).toContain(name);
  expect(page).toContain("- id: dailies-check\n");
});

function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", [...args], { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}
