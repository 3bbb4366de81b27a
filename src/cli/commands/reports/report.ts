import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { ReportFlags } from "../../flags/command-flags.ts";
import { folderFlags, outputFlags } from "../../flags/flags.ts";
import { parseCount, parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";
import { storyboardFile } from "../parameters.ts";

export const reportCommand = buildCommand<ReportFlags, [string], CliContext>({
  docs: {
    brief: "Write where time and money went: a page and a trace",
    fullDescription: description(
      [
        "Writes NAME.report.html beside the storyboard: upload, queue, generation and download of each take in the newest run,",
        "what waited for what, requests, and the money by scene, model and day. It is one file without any script. Beside it",
        "NAME.trace.json has the same times in Chrome's trace event format. Runs keep their times in `.dailies` on this machine;",
        "without such a record the report has what the lockfile knows. It changes nothing, and asks no host.",
      ].join("\n"),
      [
        ["dailies report storyboard.yaml", "of the newest run"],
        ["dailies report storyboard.yaml --run 2", "of the one before"],
        ["dailies report storyboard.yaml --rehearsal", "of the newest rehearsal"],
      ],
    ),
  },
  parameters: {
    flags: {
      run: {
        kind: "parsed",
        parse: parseCount,
        optional: true,
        placeholder: "N",
        brief: "Which run on record: 1 is the newest, and what is shown unless given",
      },
      out: {
        kind: "parsed",
        parse: parseText,
        optional: true,
        placeholder: "FILE",
        brief: "Where to write the page; the trace goes beside it. NAME.report.html unless given",
      },
      rehearsal: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Of the rehearsals",
      },
      ...folderFlags,
      ...outputFlags,
    },
    positional: storyboardFile,
  },
  loader: async () => (await import("../../actions/reports/report.ts")).report,
});
