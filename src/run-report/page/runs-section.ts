import { priceText, timeText } from "../../report/text/text.ts";
import type { RecordedRun, RunReport } from "../run-report.ts";
import { type Markup, markup } from "./markup.ts";
import { lengthText } from "./words.ts";

/** The runs that there are records of. */
export function runsSection({ runs, shown, storyboard }: RunReport): Markup | undefined {
  if (runs.length < 2) return undefined;
  const rows = runs.map((run) => rowOf(run, run.number === shown));
  return markup`<section aria-labelledby="runs"><h2 id="runs">Runs on record</h2>
<p class="about">On this machine. <code>dailies report ${storyboard} --run 2</code> shows the one before the newest.</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="runs"><table class="wide"><thead><tr><th scope="col">run</th><th scope="col">began</th><th scope="col">took</th><th scope="col">command</th><th scope="col">done</th><th scope="col">failed</th><th scope="col">spent</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function rowOf(
  { number, command, startedAt, endedAt, done, failed, spent }: RecordedRun,
  isShown: boolean,
): Markup {
  const took = endedAt === undefined ? "no end on record" : lengthText(endedAt - startedAt);
  return markup`<tr><th scope="row">${number}${isShown && markup`<small>this page</small>`}</th><td>${timeText(startedAt)}</td><td class="number">${took}</td><td>${command}</td><td class="number">${done}</td><td class="number">${failed}</td><td class="number">${spent !== undefined && priceText(spent)}</td></tr>`;
}
