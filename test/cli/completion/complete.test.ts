import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../fakes/temporary-folder.ts";
import { dailies, type Finished, writeFiles } from "../dailies.ts";
import { openStage } from "../stage.ts";

const film = `version: 1
defaults: { model: kling-v3 }
scenes:
  - scene: sc010
    shots:
      sh0010: { prompt: x, tags: [night, second unit] }
      sh0020: { prompt: x, takes: 3 }
      sh0030: { prompt: x, skip: true }
  - include: scenes/sc020.yaml
`;
const included = "scene: sc020\nshots:\n  sh0010: { prompt: x, variants: { wide: {}, close: {} } }\n";
const ids = ["sc010_sh0010", "sc010_sh0020", "sc020_sh0010.wide", "sc020_sh0010.close"];

function project(): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": film, "scenes/sc020.yaml": included });
  return cwd;
}

/** What is answered for words, of which the last one is being typed: the kind, and the values without what they are for. */
async function answer(cwd: string, ...words: string[]) {
  const at = String(words.length);
  const { code, stdout, stderr }: Finished = await dailies(["__complete", "zsh", at, "dailies", ...words], {
    cwd,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [kind, ...lines] = stdout.split("\n").slice(0, -1);
  return { kind, values: lines.map((line) => line.split("\t")[0]) };
}

const values = (...list: string[]) => ({ kind: "values", values: list });

test("commands come with what they are for", async () => {
  const { values: commands } = await answer(temporaryFolder(), "");
  expect(commands).toEqual(
    expect.arrayContaining(["init", "render", "merge-driver", "completion", "schema"]),
  );
  expect(commands).not.toContain("__complete");
  const { stdout } = await dailies(["__complete", "fish", "1", "dailies", "pl"], { cwd: temporaryFolder() });
  expect(stdout).toContain("\nplan\tShow what a render would do, why, and at what price; changes nothing\n");
});

test("flags are those of the command, and no others; one that was given is not offered again", async () => {
  const cwd = project();
  const { values: flags } = await answer(cwd, "render", "film.yaml", "--json", "-");
  expect(flags).toEqual(expect.arrayContaining(["--only", "--poll-interval", "--budget", "--help"]));
  expect(flags).not.toContain("--json");
  expect(flags).not.toContain("--serve");
  expect(flags).not.toContain("--");
  // Where nothing else can come.
  expect((await answer(cwd, "rehearse", "film.yaml", "")).values).toContain("--only");
});

test.each([
  [["cost", "film.yaml", "--by", ""], values("shot", "scene", "day", "model", "billing")],
  [["render", "--concurrency", ""], values("auto")],
  [["render", "--submit-rate", ""], values("off")],
  [["render", "--budget", ""], values()],
  [["check", ""], { kind: "files yaml yml", values: [] }],
  [["check", "a.yaml", ""], { kind: "files yaml yml", values: [] }],
  [["import", ""], { kind: "files csv", values: [] }],
  [["import", "a.csv", ""], { kind: "files yaml yml", values: [] }],
  [["init", ""], { kind: "folders", values: [] }],
  [["render", "--output", ""], { kind: "folders", values: [] }],
  [["render", "--output=cl"], { kind: "folders=", values: [] }],
  [["review", "--out", ""], { kind: "files", values: [] }],
  [["completion", ""], values("bash", "zsh", "fish")],
  [["nonsense", ""], values()],
  [["render", "film.yaml", "--nonsense", ""], values()],
])("answers %j", async (words, expected) => {
  expect(await answer(project(), ...words)).toEqual(expected);
});

test("models and schemas are known by their names", async () => {
  const cwd = temporaryFolder();
  expect((await answer(cwd, "models", "")).values).toEqual(
    expect.arrayContaining(["kling-v3", "kling-v3@2026-08", "sora-2-official"]),
  );
  expect((await answer(cwd, "schema", "")).values).toEqual(expect.arrayContaining(["storyboard", "plan"]));
});

test("shots come from the storyboard that the line names, with includes and variants, without what is skipped", async () => {
  const cwd = project();
  for (const command of ["pick", "reject", "accept", "explain", "adopt"]) {
    expect(await answer(cwd, command, "film.yaml", "")).toEqual(values(...ids));
  }
  expect(await answer(cwd, "accept", "film.yaml", "sc010_sh0010", "")).toEqual(values(...ids));
  expect(await answer(cwd, "accept", "")).toEqual({ kind: "files yaml yml", values: [] });
  expect(await answer(cwd, "rename", "film.yaml", "sc010_sh0005", "")).toEqual(values(...ids));
});

test("--only and --except take scenes, too, and --tag tags; with an equals sign as well", async () => {
  const cwd = project();
  const globs = values(
    "sc010",
    "sc010_sh0010",
    "sc010_sh0020",
    "sc020",
    "sc020_sh0010.wide",
    "sc020_sh0010.close",
  );
  expect(await answer(cwd, "plan", "film.yaml", "--only", "")).toEqual(globs);
  expect(await answer(cwd, "plan", "film.yaml", "--only", "sc010", "--except", "")).toEqual(globs);
  expect(await answer(cwd, "plan", "film.yaml", "--only=")).toEqual({ ...globs, kind: "values=" });
  expect(await answer(cwd, "plan", "film.yaml", "--tag", "")).toEqual(values("night", "second unit"));
  const before = await dailies(["__complete", "zsh", "3", "dailies", "plan", "--only", "", "film.yaml"], {
    cwd,
  });
  expect(before.stdout).toContain("\nsc010_sh0010\n");
});

test("takes are as many as the shot has", async () => {
  const cwd = project();
  expect(await answer(cwd, "pick", "film.yaml", "sc010_sh0020", "")).toEqual(values("1", "2", "3"));
  expect(await answer(cwd, "pick", "film.yaml", "sc010_sh0099", "")).toEqual(values());
});

test("a shot that was renamed is known by its record, and so is one whose submit is uncertain", async () => {
  const stage = await openStage("version: 1\ndefaults: { model: kling-v3 }\nshots:\n  old: x\n  held: y\n");
  const fault = { kind: "reset", when: "after_reading" } as const;
  stage.server.script({ on: "submit", match: { prompt: "y" }, accepts: true, fault });
  await stage.run("render", "film.yaml");
  stage.edit((text) => text.replace("old:", "new:"));
  expect(await answer(stage.cwd, "rename", "film.yaml", "")).toEqual(values("old"));
  expect(await answer(stage.cwd, "resolve", "film.yaml", "")).toEqual(values("held"));
});

const broken: Readonly<Record<string, string | Uint8Array>> = {
  "no YAML": "shots: [a: {]}\n  - ]",
  "not a mapping": "just words",
  "not text": Uint8Array.from([0xff, 0xfe, 0, 0]),
  empty: "",
  "an alias bomb": `a: &a [${"x,".repeat(20)}]\nb: &b [${"*a,".repeat(20)}]\nc: &c [${"*b,".repeat(20)}]\nshots: [${"*c,".repeat(20)}]`,
  "an include that is not there": "version: 1\nscenes: [{ include: gone.yaml }]",
};

test.each(Object.entries(broken))(
  "a storyboard that is %s gives nothing, and no noise",
  async (_what, text) => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { "film.yaml": text });
    expect(await answer(cwd, "pick", "film.yaml", "")).toEqual(values());
    expect(await answer(cwd, "plan", "film.yaml", "--tag", "")).toEqual(values());
    expect(await answer(cwd, "rename", "film.yaml", "")).toEqual(values());
  },
);

test("what is wrong with shots takes no ids away, and what is not an id is none", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film.yaml":
      'shots:\n  - { id: a, promt: x }\n  - { id: "b; rm -rf ~", prompt: x }\n  - { id: "$(c)", prompt: x }\n  - { id: дом, prompt: x }\n',
  });
  expect(await answer(cwd, "pick", "film.yaml", "")).toEqual(values("a", "дом"));
});

test("a storyboard that is not there, or is a folder, gives nothing", async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "folder.yaml"));
  expect(await answer(cwd, "pick", "gone.yaml", "")).toEqual(values());
  expect(await answer(cwd, "pick", "folder.yaml", "")).toEqual(values());
});

test("a tag that a terminal would obey is not offered", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film.yaml": 'shots:\n  a: { prompt: x, tags: ["x\\e[2J", "two\\nlines", "tab\\there", good] }\n',
  });
  expect(await answer(cwd, "plan", "film.yaml", "--tag", "")).toEqual(values("good"));
});

test("bash gets what goes in place of what it takes for the word", async () => {
  const cwd = project();
  const bash = async (line: string, breaks = " \t\n\"'@><=;|&(:") => {
    const { stdout } = await dailies(["__complete", "bash", line, "", breaks], { cwd });
    return stdout.split("\n").slice(0, -1);
  };
  expect(await bash("dailies plan film.yaml --tag s")).toEqual(["values", "second\\ unit"]);
  expect(await bash('dailies plan film.yaml --tag "s')).toEqual(["values", "second unit"]);
  expect(await bash("dailies plan film.yaml --tag=s")).toEqual(["values", "second\\ unit"]);
  expect(await bash("dailies plan film.yaml --tag=s", " ")).toEqual(["values", "--tag=second\\ unit"]);
  expect(await bash("dailies models kling-v3@")).toEqual(["values", "@2026-05", "@2026-08"]);
  expect(await bash("dailies plan film.yaml > ")).toEqual(["files"]);
});

test.each([[], ["bash"], ["zsh"], ["fish", "x"], ["csh", "1", "dailies"]])(
  "answers nonsense %j quietly",
  async (...args) => {
    const { code, stderr } = await dailies(["__complete", ...args], { cwd: temporaryFolder() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  },
);
