import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { StatusFlags } from "../../flags/command-flags.ts";
import { folderFlags, outputFlags, selectionFlags } from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { storyboardFiles } from "../parameters.ts";

export const statusCommand = buildCommand<StatusFlags, string[], CliContext>({
  docs: {
    brief: "Show every shot's state",
    fullDescription: description(
      "Shows the state of every shot, its clip or its error, and until when a paid clip can still be fetched.",
      [
        ["dailies status storyboard.yaml", "every shot"],
        ["dailies status storyboard.yaml --json", "for a program"],
        ["dailies status storyboard.yaml --rehearsal", "of the rehearsal"],
        ["dailies status reel-*.yaml", "of several, and their sum"],
      ],
    ),
  },
  parameters: {
    flags: {
      ...selectionFlags,
      ...folderFlags,
      rehearsal: { kind: "boolean", optional: true, withNegated: false, brief: "Show the rehearsal's state" },
      all: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Name also the clips that newer ones replaced",
      },
      ...outputFlags,
    },
    positional: storyboardFiles,
  },
  loader: async () => (await import("../../actions/reports/status.ts")).status,
});
