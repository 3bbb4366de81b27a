import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./harness/numbers.ts";
import { runTimed, type Timing } from "./harness/run-timed.ts";

/**
 * `npm run bench:scenes`: what `check` of 10,000 shots in scenes costs beside the flat form, in processor time and memory.
 * All forms take their turns in one run, so that the ratios hold on any machine.
 */

const shots = 10_000;
const shotsOfScene = 50;
const rounds = 5;
const bin = fileURLToPath(new URL("../dist/cli/bin.js", import.meta.url));

const mara = "Mara, a woman of thirty with cropped dark hair and a yellow oilskin coat";
const kitchen = "a low kitchen with a blue enamel stove and one window to the sea";
const style = "35 mm film, muted teal and amber, unhurried camera";
const settings = ["  model: kling-v3", '  aspect_ratio: "16:9"', "  duration: 5"];
const shared = [
  "version: 1",
  "defaults:",
  ...settings,
  `  style: ${style}`,
  "bible:",
  `  mara: ${mara}`,
  `  kitchen: ${kitchen}`,
];

const forms: Readonly<Record<string, () => string>> = {
  flat: () =>
    text(["version: 1", "defaults:", ...settings, "shots:"], (scene, shot, index) => [
      ...(shot === 0 ? [`  # ${scene}`] : []),
      `  - id: ${scene}_${idOf(shot)}`,
      `    prompt: ${mara} walks ${index} steps through ${kitchen}. ${style}`,
      "    mode: pro",
    ]),
  "scenes, lists": () =>
    text([...shared, "scenes:"], (scene, shot, index) => [
      ...(shot === 0 ? [`  - scene: ${scene}`, "    shots:"] : []),
      `      - id: ${idOf(shot)}`,
      `        prompt: $mara walks ${index} steps through $kitchen`,
      "        mode: pro",
    ]),
  "scenes, mappings": () =>
    text([...shared, "scenes:"], (scene, shot, index) => [
      ...(shot === 0 ? [`  - scene: ${scene}`, "    shots:"] : []),
      `      ${idOf(shot)}:`,
      `        prompt: $mara walks ${index} steps through $kitchen`,
      "        mode: pro",
    ]),
};

const folder = mkdtempSync(join(tmpdir(), "dailies-scenes-"));
try {
  const timings = new Map<string, Timing[]>(Object.keys(forms).map((form) => [form, []]));
  for (const [form, write] of Object.entries(forms)) writeFileSync(fileOf(form), write());
  for (let round = 0; round < rounds; round += 1) {
    for (const [form, list] of timings) {
      list.push(await runTimed({ command: process.execPath, args: [bin, "check", fileOf(form)] }));
    }
  }
  const flat = { cpu: middle("flat", "cpuSeconds"), peak: middle("flat", "peakMegabytes") };
  console.log(`check of ${shots} shots, median of ${rounds}   CPU s   of flat   MB   of flat`);
  for (const form of timings.keys()) {
    const cpu = middle(form, "cpuSeconds");
    const peak = middle(form, "peakMegabytes");
    const columns = [
      cpu.toFixed(2),
      (cpu / flat.cpu).toFixed(2),
      peak.toFixed(0),
      (peak / flat.peak).toFixed(2),
    ];
    console.log([form.padEnd(36), ...columns.map((column) => column.padStart(8))].join(""));
  }

  function middle(form: string, of: "cpuSeconds" | "peakMegabytes"): number {
    return median((timings.get(form) ?? []).map((timing) => timing[of]));
  }
} finally {
  rmSync(folder, { recursive: true });
}

function fileOf(form: string): string {
  return join(folder, `${form.replaceAll(/\W+/g, "-")}.yaml`);
}

function text(
  head: readonly string[],
  linesOf: (scene: string, shot: number, index: number) => readonly string[],
): string {
  const lines = Array.from({ length: shots }, (_, index) => {
    const scene = `sc${String(Math.floor(index / shotsOfScene)).padStart(4, "0")}`;
    return linesOf(scene, index % shotsOfScene, index);
  });
  return `${[...head, ...lines.flat()].join("\n")}\n`;
}

function idOf(shot: number): string {
  return `sh${String(shot).padStart(4, "0")}`;
}
