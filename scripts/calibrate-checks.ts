/**
 * Makes clips whose faults are known, looks at them as `dailies inspect` does, and prints how often each check is wrong into
 * docs/clip-checks.md, below the hand-written part. Takes a few minutes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadClipEye } from "../src/media/look/clip-eye.ts";
import { Studio } from "./clip-checks/made-clips.ts";
import { runTrials, type Trial } from "./clip-checks/trials.ts";

const file = join(import.meta.dirname, "..", "docs", "clip-checks.md");
const marker = "<!-- Below: printed by `npm run checks:calibrate`. -->\n";

const eye = await loadClipEye();
if (!eye.ok) throw new Error(eye.error.message);
const folder = mkdtempSync(join(tmpdir(), "dailies-checks-"));
try {
  const studio = await Studio.open(folder, eye.value);
  const trials = await runTrials(studio, eye.value);
  const [written = ""] = readFileSync(file, "utf8").split(marker);
  const text = tableOf(trials, studio.made);
  writeFileSync(file, `${written.trimEnd()}\n\n${marker}\n${text}`);
  console.log(text);
} finally {
  rmSync(folder, { recursive: true });
}

function tableOf(trials: readonly Trial[], made: number): string {
  const wrongOf = (isFault: boolean): string => {
    const some = trials.filter((trial) => trial.isFault === isFault);
    const all = some.reduce((sum, { figures }) => sum + figures.length, 0);
    const pointedOut = some.reduce((sum, trial) => sum + trial.pointedOut, 0);
    const wrong = isFault ? all - pointedOut : pointedOut;
    return `${wrong} of ${all} (${((100 * wrong) / all).toFixed(1)}%)`;
  };
  return [
    `${made} clips of 2 s were made from the pictures of the example film. Pointed out without a fault: ${wrongOf(false)};`,
    `faults that were missed: ${wrongOf(true)}. By check and kind, with the range of what was measured:`,
    "",
    "| check | the clip shows | is it a fault? | measured | pointed out | wrong |",
    "|---|---|---|---|---:|---:|",
    ...trials.map(({ check, kind, isFault, figures, pointedOut }) => {
      const range = `${Math.min(...figures).toFixed(3)} to ${Math.max(...figures).toFixed(3)}`;
      const wrong = isFault ? figures.length - pointedOut : pointedOut;
      return `| ${check} | ${kind} | ${isFault ? "yes" : "no"} | ${range} | ${pointedOut} of ${figures.length} | ${wrong} |`;
    }),
    "",
  ].join("\n");
}
