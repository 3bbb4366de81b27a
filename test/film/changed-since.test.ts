import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changedSince } from "../../src/film/select/changed-since.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";
import { writeFiles } from "../cli/dailies.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { tinyPng } from "../fakes/tiny-png.ts";

const head = "version: 1\ndefaults: { model: kling-v3 }\n";
const film = `${head}shots:
  - { id: door, prompt: A door, first_frame: frames/a.png }
  - { id: sea, prompt: The sea }
  - { id: roof, prompt: A roof, takes: 2 }
`;

class Repository {
  readonly folder = temporaryFolder();

  constructor() {
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...args: string[]): string {
    return execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", ...args], {
      cwd: this.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  commit(files: Readonly<Record<string, string | Uint8Array>>): void {
    writeFiles(this.folder, files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "x");
  }

  async since(revision: string, file = "film.yaml"): Promise<unknown> {
    const path = join(this.folder, file);
    const loaded = await loadStoryboard({ file: path });
    if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
    const changed = await changedSince(revision, { file: path, jobs: loaded.value.jobs });
    return changed.ok ? [...changed.value] : changed.error;
  }
}

test("shots whose words, pictures or takes are others than in the revision", async () => {
  const repository = new Repository();
  repository.commit({ "film.yaml": film, "frames/a.png": tinyPng("1") });
  expect(await repository.since("HEAD")).toEqual([]);
  writeFiles(repository.folder, { "film.yaml": film.replace("The sea", "The sea at night") });
  expect(await repository.since("HEAD")).toEqual(["sea"]);
  writeFiles(repository.folder, { "film.yaml": film.replace("takes: 2", "takes: 3") });
  expect(await repository.since("main")).toEqual(["roof"]);
  writeFiles(repository.folder, { "film.yaml": film, "frames/a.png": tinyPng("2") });
  expect(await repository.since("main")).toEqual(["door"]);
  writeFiles(repository.folder, { "film.yaml": film.replace("id: roof", "id: loft") });
  expect(await repository.since("main")).toEqual(["door", "loft"]);
});

test("a film moved into scenes and included files has not changed; a change inside of an include has", async () => {
  const repository = new Repository();
  const flat = `${head}shots:\n  - { id: s1_a, prompt: One, first_frame: s/a.png }\n  - { id: s1_b, prompt: Two }\n`;
  repository.commit({ "film.yaml": flat, "s/a.png": tinyPng("1") });
  const scene = "scene: s1\nshots:\n  a: { prompt: One, first_frame: a.png }\n  b: Two\n";
  repository.commit({ "film.yaml": `${head}scenes:\n  - include: s/one.yaml\n`, "s/one.yaml": scene });
  expect(await repository.since("HEAD~1")).toEqual([]);
  writeFiles(repository.folder, { "s/one.yaml": scene.replace("Two", "Three") });
  expect(await repository.since("HEAD")).toEqual(["s1_b"]);
  expect(await repository.since("HEAD~1")).toEqual(["s1_b"]);
});

test("the storyboard may be in a folder of the repository, its pictures beside that folder or behind a link", async () => {
  const repository = new Repository();
  const text = `${head}shots:\n  - { id: a, prompt: A, first_frame: ../shared/a.png }\n  - { id: b, prompt: B, first_frame: b.png }\n`;
  writeFiles(repository.folder, { "film/film.yaml": text, "shared/a.png": tinyPng("1") });
  symlinkSync("../shared/a.png", join(repository.folder, "film", "b.png"));
  repository.commit({});
  expect(await repository.since("HEAD", "film/film.yaml")).toEqual([]);
  writeFiles(repository.folder, { "shared/a.png": tinyPng("2") });
  expect(await repository.since("HEAD", "film/film.yaml")).toEqual(["a", "b"]);
});

test("what is chained to a changed shot has changed with it", async () => {
  const repository = new Repository();
  const text = `${head}shots:
  - { id: a, prompt: A }
  - { id: b, prompt: B, first_frame: { end_of_clip: a } }
  - { id: c, prompt: C, first_frame: { end_of_clip: b } }
  - { id: d, prompt: D }
`;
  repository.commit({ "film.yaml": text });
  expect(await repository.since("HEAD")).toEqual([]);
  writeFiles(repository.folder, { "film.yaml": text.replace("prompt: A", "prompt: Another") });
  expect(await repository.since("HEAD")).toEqual(["a", "b", "c"]);
});

test("a pointer of git LFS counts as the picture that it stands for", async () => {
  const repository = new Repository();
  const picture = tinyPng("1");
  const { createHash } = await import("node:crypto");
  const oid = createHash("sha256").update(picture).digest("hex");
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${picture.length}\n`;
  repository.commit({ "film.yaml": film, "frames/a.png": pointer });
  writeFiles(repository.folder, { "frames/a.png": picture });
  expect(await repository.since("HEAD")).toEqual([]);
  writeFiles(repository.folder, { "frames/a.png": tinyPng("2") });
  expect(await repository.since("HEAD")).toEqual(["door"]);
});

test("a storyboard that the revision does not have is all new, and so is a picture", async () => {
  const repository = new Repository();
  repository.commit({ "notes.txt": "nothing yet" });
  repository.commit({ "film.yaml": film });
  writeFiles(repository.folder, { "frames/a.png": tinyPng("1") });
  expect(await repository.since("HEAD~1")).toEqual(["door", "sea", "roof"]);
  expect(await repository.since("HEAD")).toEqual(["door"]);
});

test("neither the index nor the work tree nor the object store is touched", async () => {
  const repository = new Repository();
  repository.commit({ "film.yaml": film, "frames/a.png": tinyPng("1") });
  repository.git("rm", "--quiet", "--cached", "film.yaml");
  const seen = (): unknown =>
    readdirSync(repository.folder, { recursive: true, encoding: "utf8" })
      .sort()
      .map((name) => [name, statSync(join(repository.folder, name)).mtimeMs]);
  const before = seen();
  expect(await repository.since("HEAD")).toEqual([]);
  expect(seen()).toEqual(before);
});

test("no repository, no such revision, and a storyboard that was broken then are said apart", async () => {
  const repository = new Repository();
  repository.commit({ "film.yaml": "version: 1\nshots: [\n", "frames/a.png": tinyPng("1") });
  repository.git("branch", "review");
  writeFiles(repository.folder, { "film.yaml": film });
  expect(await repository.since("HEAD")).toMatchObject({ kind: "revision_invalid" });
  expect(await repository.since("reveiw")).toEqual({
    kind: "revision_unknown",
    revision: "reveiw",
    meant: "review",
  });
  expect(await repository.since("--help")).toMatchObject({ kind: "revision_unknown" });
  expect(await repository.since("HEAD:film.yaml")).toMatchObject({ kind: "revision_unknown" });
  rmSync(join(repository.folder, ".git"), { recursive: true });
  writeFileSync(join(repository.folder, ".git"), "gitdir: /nowhere\n");
  expect(await repository.since("HEAD")).toMatchObject({ kind: "no_repository" });
});
