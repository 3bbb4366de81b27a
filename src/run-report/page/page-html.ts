import { createHash } from "node:crypto";
import { timeText } from "../../report/text/text.ts";
import type { RunReport } from "../run-report.ts";
import { cards } from "./cards.ts";
import { figuresTable } from "./figures-table.ts";
import { markup } from "./markup.ts";
import { moneySection } from "./money-section.ts";
import { notices } from "./notices.ts";
import { pageStyle } from "./page-style.ts";
import { runsSection } from "./runs-section.ts";
import { phasesSection, requestsSection } from "./time-section.ts";
import { timelineSection } from "./timeline-section.ts";

/**
 * The report as one document without any script. Its policy allows nothing but its own style: whatever the data say cannot
 * run, and no host is asked for anything.
 *
 * @param writtenAt Unix milliseconds
 */
export function pageHtml(report: RunReport, writtenAt: number): string {
  const { title, storyboard, timeline, isRehearsal } = report;
  const policy = `default-src 'none'; style-src 'sha256-${digest(pageStyle)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const head = markup`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="dailies">
<link rel="icon" href="data:,">
<title>${title} · report</title>`;
  const body = markup`<header>
<p class="over">Where time and money went${isRehearsal && " · rehearsal"}</p>
<h1>${title}</h1>
<p class="under">${storyboard}${timeline && markup` · ${timeline.run?.command ?? "as the lockfile knows it"} · ${timeText(timeline.from)}`}</p>
</header>
<main>
${notices(report)}
${cards(report)}
${timelineSection(timeline)}
<div class="beside">${phasesSection(timeline)}${requestsSection(timeline)}</div>
${moneySection(report.money, storyboard)}
${figuresTable(timeline)}
${runsSection(report)}
</main>
<footer><p>Written by dailies, ${timeText(writtenAt)}. All times are UTC. This page asks no host for anything.</p></footer>`;
  // The style is a constant; in a style element entities would not be read.
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.text}\n<style>${pageStyle}</style>\n</head>\n<body>\n${body.text}\n</body>\n</html>\n`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
