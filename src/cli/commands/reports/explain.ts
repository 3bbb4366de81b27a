import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { ExplainFlags } from "../../flags/command-flags.ts";
import { folderFlags, outputFlags } from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { shotId, storyboardFile, takeFlag } from "../parameters.ts";

export const explainCommand = buildCommand<ExplainFlags, [file: string, shot: string], CliContext>({
  docs: {
    brief: "Show where a shot's values come from, what is sent, and why it is rendered",
    fullDescription: description(
      [
        "Shows for one shot where each value is written: on the shot, in a look, the scene, the defaults, the bible, or",
        "nowhere, so that the contract's default counts; what its fingerprint is made from; the request; and what a",
        "render would do with it and why. Sends and changes nothing.",
      ].join("\n"),
      [
        ["dailies explain storyboard.yaml sc010_sh0020", "the first take"],
        ["dailies explain storyboard.yaml sc010_sh0020 --take 2", "another take"],
        ["dailies explain storyboard.yaml sc010_sh0020 --json", "for a program"],
      ],
    ),
  },
  parameters: {
    flags: {
      take: takeFlag,
      ...folderFlags,
      ...outputFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [storyboardFile.parameters[0], shotId],
    },
  },
  loader: async () => (await import("../../actions/reports/explain.ts")).explain,
});
