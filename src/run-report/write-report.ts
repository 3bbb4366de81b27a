import { writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { type WriteFailure, writeFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import { jsonText } from "../base/text/json-text.ts";
import { pageHtml } from "./page/page-html.ts";
import type { RunReport } from "./run-report.ts";
import { traceOf } from "./trace.ts";

/** Where page and trace go. */
export interface ReportFiles {
  readonly page: string;
  readonly trace: string;
}

/**
 * `film/city.yaml` -> `film/city.report.html` and `film/city.trace.json`; a rehearsal's have `.rehearsal` in the name. With
 * `out` the page is there, and the trace beside it under the same name.
 */
export function reportFiles(
  storyboard: string,
  { isRehearsal, out }: { readonly isRehearsal: boolean; readonly out?: string | undefined },
): ReportFiles {
  const { dir, name } = parse(out ?? storyboard);
  const stem =
    out === undefined ? `${name}${isRehearsal ? ".rehearsal" : ""}` : name.replace(/\.report$/, "");
  return { page: out ?? join(dir, `${stem}.report.html`), trace: join(dir, `${stem}.trace.json`) };
}

/** @param writtenAt Unix milliseconds */
export async function writeReport(
  report: RunReport,
  { page, trace }: ReportFiles,
  writtenAt: number,
): Promise<Result<undefined, WriteFailure>> {
  const texts = [
    [page, pageHtml(report, writtenAt)],
    [trace, `${jsonText(traceOf(report))}\n`],
  ] as const;
  for (const [file, text] of texts) {
    try {
      await writeFile(file, text);
    } catch (error) {
      return failure(writeFailure(file, error));
    }
  }
  return success(undefined);
}
