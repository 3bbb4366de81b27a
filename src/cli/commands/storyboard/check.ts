import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { CheckFlags } from "../../flags/command-flags.ts";
import { outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const checkCommand = buildCommand<CheckFlags, string[], CliContext>({
  docs: {
    brief: "Validate storyboards; nothing is sent anywhere",
    fullDescription: description(
      [
        "Validates storyboards: their shape, every shot against its model's contract, every local picture.",
        "All problems are shown at once, each with its place. Exit code 0: all valid; 2: some are not. With --watch it goes on",
        "until Ctrl-C (130), and checks again when a storyboard, an include, a picture, a contract or the choices change.",
      ].join("\n"),
      [
        ["dailies check storyboard.yaml", "one storyboard"],
        ["dailies check reel-*.yaml --json", "several, for a program"],
        ["dailies check storyboard.yaml --watch", "again at each change; --json: one object a line"],
        ["dailies check reel-*.yaml --format github", "as annotations of a pull request"],
        ["make-shots | dailies check -", "what another program writes"],
      ],
    ),
  },
  parameters: {
    flags: {
      watch: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Go on, and check again when one of the files changes",
      },
      format: {
        kind: "enum",
        values: ["github"],
        optional: true,
        brief: "Print the problems as annotations of a GitHub workflow",
      },
      ...outputFlags,
    },
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
