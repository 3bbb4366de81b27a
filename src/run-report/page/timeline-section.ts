import { shotText } from "../../report/text/text.ts";
import { tasksInFlight } from "../figures.ts";
import type { ReportRow, RunReport } from "../run-report.ts";
import { keyOf, phases, type Span } from "../timeline.ts";
import { type Markup, markup } from "./markup.ts";
import { lengthText, outcomeWords, percent, phaseWords, ticks } from "./words.ts";

type Shown = NonNullable<RunReport["timeline"]>;

/** Of more rows than these, a browser draws those alone that are in view. */
const mostDrawn = 100;

/** What all drawings share. */
interface Axis {
  readonly from: number;
  readonly lengthMs: number;
  /** Numbers of the rows, for links. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** Every take as a bar of its phases, over one axis, below the number of tasks in flight. */
export function timelineSection(timeline: Shown | undefined): Markup | undefined {
  if (timeline === undefined || timeline.rows.length === 0) return undefined;
  const { rows, from, to } = timeline;
  const axis: Axis = {
    from,
    lengthMs: Math.max(to - from, 1),
    numbers: new Map(rows.map((row, index) => [keyOf(row), index + 1])),
  };
  return markup`<section aria-labelledby="timeline">
<h2 id="timeline">Timeline</h2>
${legend(rows)}
${definitions(axis)}
<div class="chart">
<div class="row axis"><span class="name">since the run began</span><svg class="bar" aria-hidden="true">${ticks(axis.lengthMs).map((ms) => tickLabel(ms, axis))}</svg></div>
${inFlightRow(rows, axis)}
<ol class="${rows.length > mostDrawn ? "rows long" : "rows"}">${rows.map((row) => rowMarkup(row, axis))}</ol>
</div>
</section>`;
}

function legend(rows: readonly ReportRow[]): Markup {
  const used = new Set(rows.flatMap(({ spans }) => spans.map(({ phase }) => phase)));
  const items = phases
    .filter((phase) => used.has(phase))
    .map(
      (phase) =>
        markup`<li><svg class="swatch" aria-hidden="true"><rect class="p-${phase}" width="100%" height="100%"/></svg>${phaseWords[phase]}</li>`,
    );
  const hasRetries = rows.some(({ retries }) => retries.length > 0);
  const retry =
    hasRetries &&
    markup`<li><svg class="swatch" aria-hidden="true"><rect class="retry" x="45%" width="3" height="100%"/></svg>a try that failed</li>`;
  return markup`<ul class="legend">${items}${retry}</ul>`;
}

/** The lines of the axis and the hatching, drawn once and used in each row. */
function definitions(axis: Axis): Markup {
  const lines = ticks(axis.lengthMs).map((ms) => {
    const x = percent(ms, axis.lengthMs);
    return markup`<line class="grid" x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
  });
  return markup`<svg class="definitions" aria-hidden="true"><defs><g id="grid">${lines}</g>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2" height="6"/></pattern></defs></svg>`;
}

function tickLabel(ms: number, { lengthMs }: Axis): Markup | undefined {
  // A label at the very end would be cut off.
  if (ms / lengthMs > 0.93) return undefined;
  return markup`<text x="${percent(ms, lengthMs)}" dx="${ms === 0 ? 0 : 3}" y="14">${ms === 0 ? "0" : lengthText(ms)}</text>`;
}

function inFlightRow(rows: readonly ReportRow[], { from, lengthMs }: Axis): Markup | undefined {
  const steps = tasksInFlight(rows);
  const most = steps.reduce((top, { tasks }) => Math.max(top, tasks), 0);
  if (most === 0) return undefined;
  const x = (at: number): string => (((at - from) / lengthMs) * 1000).toFixed(2);
  const y = (tasks: number): string => (100 - (tasks / most) * 96).toFixed(2);
  const path = steps.map(({ at, tasks }) => `H${x(at)}V${y(tasks)}`).join("");
  return markup`<div class="row flight"><span class="name">tasks in flight<small>at most ${most}</small></span><svg class="bar" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="Tasks in flight over time, at most ${most}"><path d="M0 100${path}V100Z"/></svg></div>`;
}

function rowMarkup(row: ReportRow, axis: Axis): Markup {
  const number = axis.numbers.get(keyOf(row)) ?? 0;
  const { outcome, code, spans } = row;
  const first = spans[0];
  const last = spans.at(-1);
  const isTimed = first !== undefined && last !== undefined && outcome !== "not_started";
  const total = isTimed ? last.to - first.from : undefined;
  const label = spans
    .map(({ phase, from, to }) => `${phaseWords[phase]} ${lengthText(to - from)}`)
    .join(", ");
  return markup`<li class="row" id="t${number}"><span class="name"><a href="#f${number}">${shotText(row)}</a>${waitedFor(row, axis)}</span><svg class="bar" role="img" aria-label="${label === "" ? "no time known" : label}"><use href="#grid"/>${spans.map((span) => spanMarkup(span, axis))}${row.retries.map(({ at, step, code: cause }) => markup`<rect class="retry" x="${percent(at - axis.from, axis.lengthMs)}" y="2" width="2" height="18"><title>${step} failed (${cause}), again later</title></rect>`)}</svg><span class="end o-${outcome}">${outcomeWords[outcome]}${code !== undefined && markup`<small>${code}</small>`}${code === undefined && total !== undefined && markup`<small>${lengthText(total)}</small>`}</span></li>
`;
}

function spanMarkup({ phase, from, to }: Span, axis: Axis): Markup {
  const x = percent(from - axis.from, axis.lengthMs);
  const width = percent(to - from, axis.lengthMs);
  return markup`<rect class="p-${phase}" x="${x}" y="4" width="${width}" height="14"><title>${phaseWords[phase]}: ${lengthText(to - from)}, from ${lengthText(from - axis.from)} on</title></rect>`;
}

function waitedFor({ waitedFor: needs }: ReportRow, { numbers }: Axis): Markup | undefined {
  if (needs.length === 0) return undefined;
  const links = needs.map(
    (need, index) =>
      markup`${index > 0 && ", "}<a href="#t${numbers.get(keyOf(need))}">${shotText(need)}</a>`,
  );
  return markup`<small>waited for ${links}</small>`;
}
