import { listed } from "../../base/text/suggest.ts";
import { countText } from "../../report/text/text.ts";
import type { RunReport } from "../run-report.ts";
import { type Markup, markup } from "./markup.ts";

/** What a reader must know before the figures: what is missing in them, and why. */
export function notices(report: RunReport): Markup {
  const texts = [...noticeTexts(report)];
  return markup`${texts.map((text) => markup`<p class="notice" role="note">${text}</p>\n`)}`;
}

function* noticeTexts({ timeline, money }: RunReport): Iterable<string> {
  if (timeline === undefined) {
    yield "Nothing was submitted yet, so there is nothing to report.";
  } else if (timeline.run === undefined) {
    yield "There is no record of a run on this machine. Times are the lockfile's: when a task was submitted, and when it was seen completed or failed. Uploads, queues, downloads, waits and requests are not known.";
  } else {
    const { isWhole, isFull, broken } = timeline.run;
    if (!isWhole)
      yield "The record ends before the run did: it goes on, or it was killed. What came later is not known.";
    if (isFull) yield "The record became as large as it may be: lines between there and its end are missing.";
    // A run that was killed may leave a torn last line, which the sentence above covers.
    if (broken > (isWhole ? 0 : 1))
      yield `${countText(broken, "line")} of the record could not be read and count for nothing.`;
  }
  if (money.kind === "currencies_mixed") {
    yield `The record has prices in ${listed(money.currencies, "and")}, which have no sum.`;
  }
  if (money.kind === "summed" && money.byModel.unpriced > 0) {
    yield `${countText(money.byModel.unpriced, "paid clip")} without a price: no sum has them.`;
  }
}
