import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { InitFlags } from "../../flags/command-flags.ts";
import { outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const initCommand = buildCommand<InitFlags, [directory?: string], CliContext>({
  docs: {
    brief: "Write a storyboard to start from",
    fullDescription: description(
      [
        "Writes a commented storyboard.yaml, and a .gitignore for what a run leaves beside it. With --agents also AGENTS.md, from",
        "which a coding agent learns how to work on a film without spending by accident. Overwrites nothing.",
      ].join("\n"),
      [
        ["dailies init", "into the current folder"],
        ["dailies init my-film", "into my-film/, which is made"],
        ["dailies init --agents", "with AGENTS.md; beside a storyboard that is there, AGENTS.md alone"],
      ],
    ),
  },
  parameters: {
    flags: {
      agents: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Also write AGENTS.md, for coding agents",
      },
      ...outputFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The folder; . unless given", parse: parseText, placeholder: "DIR", optional: true },
      ],
    },
  },
  loader: async () => (await import("../../actions/storyboard/init.ts")).init,
});
