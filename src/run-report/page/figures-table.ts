import { priceText, shotText } from "../../report/text/text.ts";
import { lengthOf } from "../figures.ts";
import type { ReportRow, RunReport } from "../run-report.ts";
import { type Phase, phases } from "../timeline.ts";
import { type Markup, markup } from "./markup.ts";
import { lengthText, outcomeWords, phaseWords } from "./words.ts";

/** More rows than these are behind a click: a browser need not lay them out before somebody asks. */
const mostShown = 60;

/** The same as the drawing, in figures. */
export function figuresTable(timeline: RunReport["timeline"]): Markup | undefined {
  if (timeline === undefined || timeline.rows.length === 0) return undefined;
  const { rows, from } = timeline;
  const columns = phases.filter((phase) => rows.some((row) => lengthOf(row, phase) > 0));
  const head = columns.map((phase) => markup`<th scope="col">${phaseWords[phase]}</th>`);
  const table = markup`<div class="scroll" tabindex="0" role="region" aria-labelledby="figures"><table class="wide"><thead><tr><th scope="col">take</th><th scope="col">outcome</th><th scope="col">begins</th>${head}<th scope="col">tried again</th><th scope="col">price</th><th scope="col">scene</th><th scope="col">model</th><th scope="col">task</th></tr></thead><tbody>${rows.map((row, index) => lineOf(row, { number: index + 1, columns, from }))}</tbody></table></div>`;
  const isOpen = rows.length <= mostShown;
  return markup`<section aria-labelledby="figures"><h2 id="figures">Every take in figures</h2>
<details${isOpen && markup` open`}><summary>${rows.length === 1 ? "1 take" : `${rows.length} takes`}</summary>${table}</details></section>`;
}

function lineOf(
  row: ReportRow,
  {
    number,
    columns,
    from,
  }: { readonly number: number; readonly columns: readonly Phase[]; readonly from: number },
): Markup {
  const begins = row.spans.find(({ phase }) => phase !== "clip_wait" && phase !== "turn")?.from;
  const cells = columns.map((phase) => {
    const ms = lengthOf(row, phase);
    return markup`<td class="number">${ms > 0 && lengthText(ms)}</td>`;
  });
  return markup`<tr id="f${number}"><th scope="row"><a href="#t${number}">${shotText(row)}</a></th><td class="o-${row.outcome}">${outcomeWords[row.outcome]}${row.code !== undefined && markup`<small>${row.code}</small>`}</td><td class="number">${begins !== undefined && lengthText(begins - from)}</td>${cells}<td class="number">${row.retries.length > 0 && row.retries.length}</td><td class="number">${row.price !== undefined && row.outcome !== "failed" && priceText(row.price)}</td><td>${row.scene}</td><td>${row.model}</td><td class="mono">${row.taskId}</td></tr>
`;
}
