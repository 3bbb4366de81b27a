/**
 * Prints the fault table of the tests into docs/reliability.md, below the hand-written part; `--check` writes nothing
 * and fails where the file would change.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Expected, FaultRow } from "../test/reliability/fault-row.ts";
import { faultTable } from "../test/reliability/fault-table.ts";

const file = join(import.meta.dirname, "..", "docs", "reliability.md");
const marker =
  "<!-- Below: printed by `npm run docs:reliability` from test/reliability/fault-table.ts. -->\n";

const titles: Readonly<Record<FaultRow["step"], string>> = {
  submit: "Submit",
  "look-up": "Look-up of a submit, where the model documents `client_business_id`",
  poll: "Polling",
  upload: "Upload of a local picture",
  download: "Download",
  disk: "Disk",
  lock: "Run lock",
  lockfile: "Lockfile",
  journal: "Journal",
  run: "The run itself",
};

const current = readFileSync(file, "utf8");
const [written = ""] = current.split(marker);
const wanted = `${written.trimEnd()}\n\n${marker}\n${tables()}`;

if (wanted === current) console.log("docs/reliability.md is up to date");
else if (process.argv.includes("--check")) {
  console.error("docs/reliability.md is out of date; run npm run docs:reliability");
  process.exitCode = 1;
} else {
  writeFileSync(file, wanted);
  console.log("written: docs/reliability.md");
}

function tables(): string {
  const steps = [...new Set(faultTable.map(({ step }) => step))];
  return steps.map(tableOf).join("\n");
}

function tableOf(step: FaultRow["step"]): string {
  const rows = faultTable.filter((row) => row.step === step);
  return [
    `### ${titles[step]}`,
    "",
    "| fault | state | code | exit | paid | clips | next run |",
    "|---|---|---|---:|---:|---|---|",
    ...rows.map(lineOf),
    "",
  ].join("\n");
}

function lineOf({ name, shots, first, second, paidTwice }: FaultRow): string {
  const fault = shots?.length === 1 ? `${name} (\`${shots[0]}\` alone)` : name;
  const { state, code, exit, paid, clips } = first;
  const next = `${nextRun(second)}${paidTwice === undefined ? "" : `: ${paidTwice}`}`;
  return `| ${[fault, word(state), word(code), exit, paid, listed(clips), next].join(" | ")} |`;
}

function nextRun({ state, code, exit, paid, clips }: Expected): string {
  const why = code === undefined ? "" : ` (${word(code)})`;
  const what = exit === 0 ? "done" : `exit ${exit}, ${word(state)}${why}`;
  return `${what}; ${paid} paid, ${listed(clips)}`;
}

function word(text: string | undefined): string {
  return text === undefined || text === "none" ? "–" : `\`${text}\``;
}

function listed(clips: readonly string[]): string {
  return clips.length === 0 ? "–" : clips.map(word).join(" ");
}
