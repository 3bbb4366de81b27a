import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { checkContracts } from "../../src/film/check-contracts.ts";
import { openContracts } from "../../src/manifest/catalogue/project-contracts.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";
import { StoryboardCache } from "../../src/manifest/storyboard-cache.ts";
import { knowsProvider } from "../../src/provider/providers.ts";
import { writeFiles } from "../cli/dailies.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const kling = readFileSync(join(import.meta.dirname, "../../specs/models/kling-v3@2026-05.yaml"), "utf8");

/** The contract of kling-v3 under another name, with changes. */
function contract(name: string, ...changes: readonly (readonly [string, string])[]): string {
  const [model = "", revision = ""] = name.split("@");
  const renamed = kling
    .replace("model: kling-v3\n", `model: ${model}\n`)
    .replace("wire_model: kling-v3\n", `wire_model: ${model}\n`)
    .replace("revision: 2026-05\n", `revision: ${revision}\n`);
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the contract has no ${from}`);
    return text.replace(from, to);
  }, renamed);
}

class Project {
  readonly folder = temporaryFolder();
  readonly file = join(this.folder, "film.yaml");

  constructor(files: Readonly<Record<string, string>>) {
    writeFiles(this.folder, files);
  }

  async load() {
    return await loadStoryboard({ file: this.file, cache: StoryboardCache.open(this.file) });
  }

  /** What is said of it, as people see it. */
  async said(): Promise<string> {
    const loaded = await this.load();
    const diagnostics = loaded.ok ? loaded.value.warnings : loaded.error;
    return printDiagnostics(diagnostics, { color: false }).replaceAll(`${this.folder}/`, "");
  }

  async job() {
    const loaded = await this.load();
    if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
    const [job] = loaded.value.jobs;
    if (job === undefined) throw new Error("no job");
    return job;
  }
}

const film = (model: string, more = ""): string =>
  `version: 1\nshots:\n  - { id: a, model: ${model}, prompt: x${more} }\n`;

describe("a project's own contracts", () => {
  it("add a model", async () => {
    const project = new Project({
      "film.yaml": film("house-model", ", duration: 10"),
      "models/house-model@2026-11.yaml": contract("house-model@2026-11"),
    });
    expect((await project.job()).inputs).toMatchObject({ model: "house-model@2026-11", duration: 10 });
  });

  it("go before the packaged one of the same name and revision, and render nothing again", async () => {
    const project = new Project({ "film.yaml": film("kling-v3") });
    const before = await project.job();
    writeFiles(project.folder, {
      "models/kling-v3@2026-05.yaml": contract("kling-v3@2026-05", [
        "client_business_id: ",
        "client_business_id: false #",
      ]),
    });
    const after = await project.job();
    expect(after.contract.client_business_id).toBe(false);
    expect(after.fingerprint).toBe(before.fingerprint);
  });

  it("change no shot that does not pin a newer revision of a known model", async () => {
    const files = { "models/kling-v3@2026-11.yaml": contract("kling-v3@2026-11") };
    const plain = new Project({ ...files, "film.yaml": film("kling-v3") });
    expect((await plain.job()).inputs.model).toBe("kling-v3@2026-05");
    const pinned = new Project({ ...files, "film.yaml": film("kling-v3@2026-11") });
    expect((await pinned.job()).inputs.model).toBe("kling-v3@2026-11");
  });

  it("that send another model make other clips", async () => {
    const name = "models/house-model@2026-11.yaml";
    const project = new Project({
      "film.yaml": film("house-model"),
      [name]: contract("house-model@2026-11"),
    });
    const before = await project.job();
    const change = ["wire_model: house-model\n", "wire_model: other\n"] as const;
    writeFiles(project.folder, { [name]: contract("house-model@2026-11", change) });
    const after = await project.job();
    expect(after.inputs.wire_model).toBe("other");
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  it("are noticed when they change, come and go", async () => {
    const name = "models/kling-v3@2026-05.yaml";
    const project = new Project({ "film.yaml": film("kling-v3", ", duration: 15") });
    await project.job();
    writeFiles(project.folder, { [name]: contract("kling-v3@2026-05", ["[5, 10, 15]", "[5, 12]"]) });
    expect(await project.said()).toContain("12");
    writeFiles(project.folder, { [name]: contract("kling-v3@2026-05", ["[5, 10, 15]", "[5, 15, 16]"]) });
    await project.job();
    rmSync(join(project.folder, name));
    await project.job();
  });

  it("that are broken are errors where a shot needs them, and say where and what", async () => {
    const project = new Project({
      "film.yaml": film("house-model"),
      "models/house-model@2026-11.yaml": contract("house-model@2026-11", ["rules:", "ruls:"]),
    });
    const loaded = await project.load();
    expect(loaded.ok).toBe(false);
    const said = await project.said();
    expect(said).toContain("models/house-model@2026-11.yaml:");
    expect(said).toContain("ruls");
    expect(said).toContain("docs/contracts.md");
  });

  it("that are broken are warnings where no shot needs them", async () => {
    const project = new Project({
      "film.yaml": film("kling-v3"),
      "models/house-model@2026-11.yaml": "model: [",
      "models/mine.yaml": contract("mine@2026-11"),
      "models/notes.yaml": "- not a contract\n",
    });
    await project.job();
    const said = await project.said();
    expect(said).toContain("models/house-model@2026-11.yaml:1:");
    expect(said).toContain("name it MODEL@YYYY-MM.yaml");
    expect(said).not.toContain("notes.yaml");
    // The same comes out of what is remembered.
    expect(await project.said()).toBe(said);
  });

  it("of a provider that this release does not have are errors of the check, not of the run", async () => {
    const project = new Project({
      "film.yaml": film("house-model"),
      "models/house-model@2026-11.yaml": contract("house-model@2026-11", [
        "client_business_id: ",
        "provider: elsewhere\nclient_business_id: ",
      ]),
    });
    const loaded = await loadStoryboard({ file: project.file, knowsProvider });
    const diagnostics = loaded.ok ? [] : loaded.error;
    expect(printDiagnostics(diagnostics, { color: false }).replaceAll(`${project.folder}/`, "")).toMatch(
      /^models\/house-model@2026-11.yaml:\d+:1: error contract_invalid: this release has no provider elsewhere\n.*\| provider: elsewhere\n/,
    );
  });

  it("whose text is anything at all never end in a stack trace", async () => {
    const tree = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom<JsonValue>(null, "x", 1, true, "kling-v3", "2026-11"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            "model",
            "revision",
            "parameters",
            "type",
            "rules",
            "frames",
            "output",
            "__proto__",
          ),
          tie("value"),
        ),
      ),
    })).value;
    const text = fc.oneof(
      tree.map((value) => JSON.stringify(value)),
      fc.string({ maxLength: 60 }),
      fc.nat({ max: kling.length }).map((end) => kling.slice(0, end)),
    );
    const project = new Project({ "film.yaml": film("kling-v3@2026-11") });
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        writeFiles(project.folder, { "models/kling-v3@2026-11.yaml": written });
        const library = await openContracts(project.file);
        expect(library.find("kling-v3@2026-11").ok || library.broken().length > 0).toBe(true);
        expect(checkContracts(library, { now: 0 }).length).toBeGreaterThan(0);
        expect((await project.load()).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a model that is not checked", () => {
  it("is refused with near names unless the shot says so", async () => {
    const project = new Project({ "film.yaml": film("kling-v4") });
    expect(await project.said()).toMatch(/no contract is named `kling-v4`[\s\S]*kling-v3/);
  });

  it("gets its parameters as written, prompt and frames in the common fields, with one warning", async () => {
    const shots = [1, 2].map(
      (n) =>
        `  - { id: s${n}, prompt: x, first_frame: "https://example.com/a.jpg", sparkle: [1, { deep: true }] }\n`,
    );
    const head = "version: 1\ndefaults: { model: kling-v9, unchecked: true, mood: calm }\nshots:\n";
    const project = new Project({ "film.yaml": `${head}${shots.join("")}` });
    const said = await project.said();
    expect(said.match(/nothing is checked for kling-v9/g)).toHaveLength(1);
    expect(said).toContain("2 shots");
    const { inputs, billing, fingerprint } = await project.job();
    expect(inputs).toEqual({
      model: "kling-v9@unchecked",
      prompt: "x",
      first_frame: "https://example.com/a.jpg",
      mood: "calm",
      sparkle: [1, { deep: true }],
    });
    expect(billing).toEqual({ key: "kling-v9", seconds: 0 });
    // Remembered and read anew, it is the same.
    expect((await project.job()).fingerprint).toBe(fingerprint);
    // A contract that comes later changes nothing.
    writeFiles(project.folder, { "models/kling-v9@2026-11.yaml": contract("kling-v9@2026-11") });
    expect((await project.job()).fingerprint).toBe(fingerprint);
    expect(await project.said()).toContain("the contract of kling-v9 is not applied");
  });

  it("has no revision", async () => {
    const project = new Project({ "film.yaml": film("kling-v3@2026-08", ", unchecked: true") });
    expect(await project.said()).toContain("take away the revision or `unchecked`");
    const sly = new Project({ "film.yaml": film("kling-v9@unchecked") });
    expect((await sly.load()).ok).toBe(false);
  });
});
