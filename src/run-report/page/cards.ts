import { moneyText } from "../../base/money.ts";
import { priceText } from "../../report/text/text.ts";
import { tasksInFlight } from "../figures.ts";
import type { RunReport } from "../run-report.ts";
import type { Timeline } from "../timeline.ts";
import { type Markup, markup } from "./markup.ts";
import { lengthText } from "./words.ts";

/** The figures that one asks for first. */
export function cards({ timeline, money }: RunReport): Markup {
  const list: Markup[] = [];
  if (timeline !== undefined) {
    list.push(card("Took", lengthText(timeline.to - timeline.from), stoppedText(timeline)));
    list.push(clipsCard(timeline));
    const most = tasksInFlight(timeline.rows).reduce((top, { tasks }) => Math.max(top, tasks), 0);
    list.push(card("Tasks at once", String(most), "at the provider, at most"));
  }
  const spent = timeline?.run?.end?.spent;
  if (spent !== undefined) list.push(card("Spent by this run", priceText(spent), "by the prices on record"));
  if (money.kind === "summed") {
    const { currency, spent: total, uncertain } = money.byModel;
    const doubt = uncertain > 0 ? `and perhaps ${moneyText(uncertain, currency ?? undefined)}` : "all runs";
    if (currency !== null) list.push(card("Spent for the film", moneyText(total, currency), doubt));
  }
  return markup`<dl class="cards">${list}</dl>`;
}

function clipsCard({ rows }: Timeline): Markup {
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
  const others = [
    [count("failed"), "failed"],
    [count("uncertain"), "uncertain"],
    [count("unfetched"), "not fetched"],
    [count("not_started"), "not started"],
    [count("unknown"), "not known"],
  ] as const;
  const rest = others.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`])).join(", ");
  return card("Clips", `${count("done")} of ${rows.length}`, rest === "" ? "all done" : rest);
}

function stoppedText({ run }: Timeline): string {
  if (run === undefined) return "from the first submit on";
  if (run.stopped !== undefined) return `stopped: ${run.stopped.replaceAll("_", " ")}`;
  return run.isWhole ? `exit code ${run.end?.exitCode}` : "as far as the record goes";
}

function card(name: string, value: string, about: string): Markup {
  return markup`<div class="card"><dt>${name}</dt><dd class="value">${value}</dd><dd class="about">${about}</dd></div>`;
}
