import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import { type OutputFlags, outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const checkCommand = buildCommand<OutputFlags, string[], CliContext>({
  docs: {
    brief: "Validate storyboards; nothing is sent anywhere",
    fullDescription: description(
      [
        "Validates storyboards: their shape, every shot against its model's contract, every local picture.",
        "All problems are shown at once, each with its place. Exit code 0: all valid; 2: some are not.",
      ].join("\n"),
      [
        ["dailies check storyboard.yaml", "one storyboard"],
        ["dailies check reel-*.yaml --json", "several, for a program"],
        ["make-shots | dailies check -", "what another program writes"],
      ],
    ),
  },
  parameters: {
    flags: outputFlags,
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "Storyboards to validate; - is standard input",
        parse: parseText,
        placeholder: "FILE",
      },
    },
  },
  loader: async () => (await import("../../actions/storyboard/check.ts")).check,
});
