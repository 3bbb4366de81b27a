import { buildCommand } from "@stricli/core";
import { timelineFormats } from "../../../cut/timeline/format-names.ts";
import type { CliContext } from "../../context.ts";
import type { CutFlags, ExportFlags } from "../../flags/command-flags.ts";
import { folderFlags, outputFlags, selectionFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";
import { storyboardFile } from "../parameters.ts";

/** The commands that make something of the clips that count. None of them spends anything, or asks the network. */

const cutFlags = (outBrief: string) =>
  ({
    out: { kind: "parsed", parse: parseText, optional: true, placeholder: "FILE", brief: outBrief },
    ...selectionFlags,
    ...folderFlags,
    rehearsal: { kind: "boolean", optional: true, withNegated: false, brief: "Of the rehearsal's clips" },
    ...outputFlags,
  }) as const;

export const exportCommand = buildCommand<ExportFlags, [string], CliContext>({
  docs: {
    brief: "Write a timeline for an editing program, or the shot list for a spreadsheet",
    fullDescription: description(
      [
        "Writes the clips that count, in film order, as a timeline: OpenTimelineIO, Final Cut Pro's XML, that of Final Cut Pro",
        "7 (Premiere, Resolve), or an edit list. Other takes go along where the format can hold them; prompt, model, task and",
        "note are on markers; a shot without a clip is a gap. `csv` is the shot list as it is written, for a spreadsheet;",
        "`dailies import` brings it back. To standard output, unless --out names a file.",
      ].join("\n"),
      [
        ["dailies export storyboard.yaml --format otio --out cut.otio", "OpenTimelineIO"],
        ["dailies export storyboard.yaml --format fcp7xml > cut.xml", "for Premiere or Resolve"],
        ["dailies export storyboard.yaml --format csv > shots.csv", "for a spreadsheet"],
      ],
    ),
  },
  parameters: {
    flags: {
      format: {
        kind: "enum",
        values: [...timelineFormats, "csv"] as const,
        brief: "Format of the timeline, or csv",
      },
      ...cutFlags("Where to; standard output unless given"),
    },
    positional: storyboardFile,
  },
  loader: async () => (await import("../../actions/cut/export.ts")).exportFilm,
});

export const sheetCommand = buildCommand<CutFlags, [string], CliContext>({
  docs: {
    brief: "Draw a contact sheet: one picture of the whole film",
    fullDescription: description(
      [
        "Writes NAME.sheet.png beside the storyboard, and NAME.sheet-2.png and so on for a long film: first, middle and last",
        "picture of each clip that counts, with id, scene, take and length.",
      ].join("\n"),
      [
        ["dailies sheet storyboard.yaml", "for a chat, or a pull request"],
        ["dailies sheet storyboard.yaml --only 'sc020_*' --out kitchen.jpg", "one scene, as JPEG"],
      ],
    ),
  },
  parameters: { flags: cutFlags("Where to, a .png or .jpg file"), positional: storyboardFile },
  loader: async () => (await import("../../actions/cut/sheet.ts")).sheet,
});

export const assembleCommand = buildCommand<CutFlags, [string], CliContext>({
  docs: {
    brief: "Join the clips that count into one film",
    fullDescription: description(
      [
        "Writes NAME.film.mp4 beside the storyboard: the clips that count, in film order. Clips that agree are joined as they",
        "are; where size, rate or codec differ all are brought to what most have. A shot without a clip is a slate of its",
        "length. Chapters name the shots.",
      ].join("\n"),
      [
        ["dailies assemble storyboard.yaml", "the film"],
        ["dailies assemble storyboard.yaml --only 'sc020_*' --out kitchen.mp4", "one scene"],
        [
          "dailies assemble storyboard.yaml --rehearsal",
          "of the draft clips, as storyboard.rehearsal.film.mp4",
        ],
      ],
    ),
  },
  parameters: { flags: cutFlags("Where to, an .mp4 file"), positional: storyboardFile },
  loader: async () => (await import("../../actions/cut/assemble.ts")).assemble,
});
