/**
 * `npm run bench:editor`: how long the real yaml-language-server takes from its start to the first diagnostics of a file of
 * 1,800 shots with the packaged schema, beside a schema that asks for nothing.
 */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPackagedContracts } from "../src/manifest/catalogue/packaged-contracts.ts";
import { openYamlEditor } from "../test/testkit/yaml-editor.ts";
import { describeMachine } from "./harness/machine.ts";
import { median, short } from "./harness/numbers.ts";

const scenes = 60;
const shotsOfScene = 30;
const rounds = 5;
const root = fileURLToPath(new URL("..", import.meta.url));

const ids = (await openPackagedContracts()).all().map(({ id }) => id);
const modelOf = (index: number): string => ids[index % ids.length] ?? "";
const head = 'version: 1\ndefaults:\n  model: kling-v3@2026-08\n  aspect_ratio: "16:9"\n  duration: 5\n';

const forms: Readonly<Record<string, () => string>> = {
  "a list, the file's model": () =>
    `${head}shots:\n${text((scene, shot) => `  - id: sc${scene}_sh${shot}\n    ${prompt(shot)}\n    mode: pro\n`)}`,
  "a list, a model on each shot": () =>
    `version: 1\nshots:\n${text(
      (scene, shot) =>
        `  - id: sc${scene}_sh${shot}\n    model: ${modelOf(scene + shot)}\n    ${prompt(shot)}\n`,
    )}`,
  "scenes of mappings, the file's model": () =>
    `${head}scenes:\n${text(
      (scene, shot) =>
        `${shot === 0 ? sceneHead(scene) : ""}      sh${shot}:\n        ${prompt(shot)}\n        mode: pro\n`,
    )}`,
  "scenes of mappings, a model for each scene, and looks": () =>
    `${head}looks:\n  hero: { model: seedance-2@2026-08 }\nscenes:\n${text(
      (scene, shot) =>
        `${shot === 0 ? sceneHead(scene, modelOf(scene)) : ""}      sh${shot}:\n        ${prompt(shot)}\n${
          shot % 5 === 0 ? "        look: hero\n" : ""
        }`,
    )}`,
};

function sceneHead(scene: number, model?: string): string {
  const defaults = model === undefined ? "" : `    defaults: { model: ${model} }\n`;
  return `  - scene: sc${scene}\n${defaults}    shots:\n`;
}

function prompt(shot: number): string {
  return `prompt: Mara walks ${shot} steps through a low kitchen with a blue enamel stove, the camera follows slowly`;
}

function text(write: (scene: number, shot: number) => string): string {
  return Array.from({ length: scenes * shotsOfScene }, (_, index) =>
    write(Math.floor(index / shotsOfScene), index % shotsOfScene),
  ).join("");
}

/** Milliseconds from the server's start to its answer; a window that is open already saves the start. */
async function firstDiagnostics(folder: string, name: string, content: string) {
  const began = performance.now();
  const editor = await openYamlEditor(folder);
  const opened = performance.now();
  const problems = await editor.diagnose(name, content);
  const ended = performance.now();
  await editor.close();
  return { fromStart: ended - began, fromOpening: ended - opened, problems };
}

const folder = mkdtempSync(join(tmpdir(), "dailies-editor-"));
try {
  copyFileSync(join(root, "specs", "schemas", "storyboard.schema.json"), join(folder, "packaged.json"));
  writeFileSync(join(folder, "empty.json"), "{}");
  console.log(`${describeMachine(root).summary}\n`);
  console.log(
    `${scenes * shotsOfScene} shots; seconds, median of ${rounds}; the goal is 2 s from the server's start\n`,
  );
  console.log("| storyboard | from the start | from opening | from the start, empty schema | from opening |");
  console.log("|---|---:|---:|---:|---:|");
  for (const [form, write] of Object.entries(forms)) {
    const figures = { packaged: [] as number[][], empty: [] as number[][] };
    for (let round = 0; round < rounds; round += 1) {
      for (const schema of ["packaged", "empty"] as const) {
        const content = `# yaml-language-server: $schema=${schema}.json\n${write()}`;
        const { fromStart, fromOpening, problems } = await firstDiagnostics(
          folder,
          `${schema}.yaml`,
          content,
        );
        if (problems.length > 0) throw new Error(`${form}: ${problems.slice(0, 3).join("; ")}`);
        figures[schema].push([fromStart, fromOpening]);
      }
    }
    const cells = (["packaged", "empty"] as const).flatMap((schema) =>
      [0, 1].map((place) => short(median(figures[schema].map((pair) => pair[place] ?? Number.NaN)) / 1000)),
    );
    console.log(`| ${form} | ${cells.join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
