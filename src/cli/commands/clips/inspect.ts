import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { InspectFlags } from "../../flags/command-flags.ts";
import { folderFlags, outputFlags, selectionFlags } from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { storyboardFile } from "../parameters.ts";

export const inspectCommand = buildCommand<InspectFlags, [string], CliContext>({
  docs: {
    brief: "Compare the clips with what was asked for",
    fullDescription: description(
      [
        "Decodes each clip once and puts on record what is seen: length, size, frame rate and sound against what was asked for,",
        "the first and the last picture against the wanted frames, black or still parts, takes that are nearly the same, and",
        "shots that do not begin where the one before ends. `status` shows it, too. Nothing is sent back by itself.",
      ].join("\n"),
      [
        ["dailies inspect storyboard.yaml", "clips that were not looked at yet"],
        ["dailies inspect storyboard.yaml --again", "all of them"],
        ["dailies inspect storyboard.yaml --json", "with the figures"],
      ],
    ),
  },
  parameters: {
    flags: {
      ...selectionFlags,
      ...folderFlags,
      rehearsal: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Look at the rehearsal's clips",
      },
      again: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Look also at clips that were looked at before",
      },
      ...outputFlags,
    },
    positional: storyboardFile,
  },
  loader: async () => (await import("../../actions/clips/inspect.ts")).inspect,
});
