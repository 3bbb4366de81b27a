/**
 * `npm run bench:editor`: how long the real yaml-language-server takes from its start to the first diagnostics of a file of
 * 1,800 shots with the packaged schema, beside a schema that asks for nothing.
 */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPackagedContracts } from "../src/manifest/catalogue/packaged-contracts.ts";
import { openYamlEditor } from "../test/testkit/yaml-editor.ts";
import { describeMachine } from "./harness/machine.ts";
import { median, short } from "./harness/numbers.ts";

const scenes = 60;
const shotsOfScene = 30;
const rounds = 3;
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

interface Figures {
  /** Seconds from the server's start to its first answer. */
  readonly start: number;
  /** From the opening of the file, as in a window that is open already. */
  readonly opening: number;
  /** Of the processor, from the start: what a machine that is busy with other things shows, too. */
  readonly processor: number;
}

async function firstDiagnostics(folder: string, name: string, content: string): Promise<Figures> {
  const began = performance.now();
  const editor = await openYamlEditor(folder);
  const opened = performance.now();
  const problems = await editor.diagnose(name, content);
  const ended = performance.now();
  const processor = processorSeconds(editor.pid);
  await editor.close();
  if (problems.length > 0) throw new Error(problems.slice(0, 3).join("; "));
  return { start: (ended - began) / 1000, opening: (ended - opened) / 1000, processor };
}

/** As Linux counts it, in ticks of 10 ms; NaN elsewhere. */
function processorSeconds(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const fields = readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const folder = mkdtempSync(join(tmpdir(), "dailies-editor-"));
try {
  copyFileSync(join(root, "specs", "schemas", "storyboard.schema.json"), join(folder, "packaged.json"));
  writeFileSync(join(folder, "empty.json"), "{}");
  console.log(`${describeMachine(root).summary}\n`);
  console.log(`${scenes * shotsOfScene} shots; seconds, median of ${rounds}; the goal is 2 s from opening\n`);
  console.log("| storyboard | schema | from the start | from opening | of the processor |");
  console.log("|---|---|---:|---:|---:|");
  for (const [form, write] of Object.entries(forms)) {
    const figures = { packaged: [] as Figures[], empty: [] as Figures[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const schema of ["packaged", "empty"] as const) {
        const content = `# yaml-language-server: $schema=${schema}.json\n${write()}`;
        figures[schema].push(await firstDiagnostics(folder, `${schema}.yaml`, content));
      }
    }
    for (const schema of ["packaged", "empty"] as const) {
      const cells = (["start", "opening", "processor"] as const).map((name) =>
        short(median(figures[schema].map((figure) => figure[name]))),
      );
      console.log(`| ${form} | ${schema} | ${cells.join(" | ")} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
