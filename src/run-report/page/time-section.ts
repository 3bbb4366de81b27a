import { countText, shotText } from "../../report/text/text.ts";
import { lastChain, lengthOf, phaseFigures } from "../figures.ts";
import type { RunReport } from "../run-report.ts";
import { phases } from "../timeline.ts";
import { type Markup, markup } from "./markup.ts";
import { lengthText, percent, phaseNotes, phaseWords } from "./words.ts";

type Shown = RunReport["timeline"];

/** How long the phases were, and what ended last. */
export function phasesSection(timeline: Shown): Markup | undefined {
  if (timeline === undefined) return undefined;
  const figures = phaseFigures(timeline.rows);
  if (figures.length === 0) return undefined;
  const most = figures.reduce((top, { totalMs }) => Math.max(top, totalMs), 1);
  const rows = figures.map(
    ({ phase, takes, totalMs, medianMs, longestMs, longest }) =>
      markup`<tr><th scope="row">${phaseWords[phase]}<small>${phaseNotes[phase]}</small></th><td class="number">${lengthText(totalMs)}<svg class="share" aria-hidden="true"><rect class="p-${phase}" width="${percent(totalMs, most)}" height="100%"/></svg></td><td class="number">${takes}</td><td class="number">${lengthText(medianMs)}</td><td class="number">${lengthText(longestMs)}<small>${shotText(longest)}</small></td></tr>`,
  );
  return markup`<section aria-labelledby="time"><h2 id="time">Where the time went</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="time"><table class="phases"><thead><tr><th scope="col">phase</th><th scope="col">in all takes</th><th scope="col">takes</th><th scope="col">median</th><th scope="col">longest</th></tr></thead><tbody>${rows}</tbody></table></div>
${chain(timeline)}</section>`;
}

function chain(timeline: NonNullable<Shown>): Markup | undefined {
  const rows = lastChain(timeline);
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const links = rows.map((row, index) => {
    const [longest] = phases
      .map((phase) => ({ phase, ms: lengthOf(row, phase) }))
      .sort((a, b) => b.ms - a.ms);
    const what =
      longest !== undefined &&
      markup` <small>mostly ${phaseWords[longest.phase]}, ${lengthText(longest.ms)}</small>`;
    return markup`<li>${index > 0 && markup`<span class="hidden-text">then </span>`}${shotText(row)}${what}</li>`;
  });
  const about =
    rows.length === 1
      ? "It waited for no other clip."
      : `It waited for ${countText(rows.length - 1, "clip")} before it.`;
  return markup`<h3>Ended last</h3><p class="about">${about} What ends last decides how long the run takes.</p><ol class="chain">${links}</ol>`;
}

/** Requests to the provider, and what went wrong with them. */
export function requestsSection(timeline: Shown): Markup | undefined {
  if (timeline?.run === undefined) return undefined;
  const { requests } = timeline.run;
  const retries = timeline.rows.flatMap((row) => row.retries);
  const retriesOf = (step: string): number => retries.filter((retry) => retry.step === step).length;
  const lines: readonly (readonly [
    name: string,
    about: string,
    count: number | undefined,
    again: number | undefined,
  ])[] = [
    ["uploads", "of frames and references", requests?.uploads, retriesOf("upload")],
    ["submits", "of tasks", requests?.submits, retriesOf("submit")],
    ["looks", "at tasks", requests?.looks, retriesOf("query")],
    ["look-ups", "of submits whose answer was lost", requests?.lookUps, undefined],
    ["downloads", "of clips, parts that went on included", requests?.downloads, retriesOf("download")],
    ["balance", "", requests?.balances, undefined],
    ["refused", "of all these, by a rate limit", requests?.limited, undefined],
  ];
  const rows = lines.map(
    ([name, about, count, again]) =>
      markup`<tr><th scope="row">${name}${about !== "" && markup`<small>${about}</small>`}</th><td class="number">${count ?? "not known"}</td><td class="number">${again ?? ""}</td></tr>`,
  );
  return markup`<section aria-labelledby="requests"><h2 id="requests">Requests</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="requests"><table><thead><tr><th scope="col">to the provider</th><th scope="col">sent</th><th scope="col">tried again</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
