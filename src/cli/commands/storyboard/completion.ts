import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import { type OutputFlags, outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const completionCommand = buildCommand<OutputFlags, [shell: string], CliContext>({
  docs: {
    brief: "Print what makes the shell complete commands, flags, files and shot ids",
    fullDescription: description(
      [
        "Prints a script for the shell, which from then on completes what is typed behind `dailies`: commands, flags and their",
        "values, storyboards, and the shots, scenes, tags and takes of the storyboard that the line names.",
      ].join("\n"),
      [
        ["source <(dailies completion bash)", "in ~/.bashrc"],
        ["source <(dailies completion zsh)", "in ~/.zshrc, behind compinit"],
        ["dailies completion fish > ~/.config/fish/completions/dailies.fish", "once"],
      ],
    ),
  },
  parameters: {
    flags: outputFlags,
    positional: {
      kind: "tuple",
      parameters: [{ brief: "bash, zsh or fish", parse: parseText, placeholder: "SHELL" }],
    },
  },
  loader: async () => (await import("../../actions/storyboard/completion.ts")).completion,
});
