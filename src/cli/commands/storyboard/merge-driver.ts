import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { MergeDriverFlags } from "../../flags/command-flags.ts";
import { outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

type Files = [base?: string, ours?: string, theirs?: string, path?: string];

export const mergeDriverCommand = buildCommand<MergeDriverFlags, Files, CliContext>({
  docs: {
    brief: "Unite two branches' lockfiles or choices, for git",
    fullDescription: description(
      [
        "Unites the lockfiles or the choices of two branches: no task that either paid for is lost, and comments are kept.",
        "Git calls it once it is installed in a clone, for merge, pull, rebase and cherry-pick. Where the branches do not",
        "agree (each chose another take), the file shows both between conflict marks.",
        "",
        "Exit codes: 0 united; 1 in conflict; 2 not valid.",
      ].join("\n"),
      [
        ["dailies merge-driver --install", "once in each clone: .gitattributes and git's configuration"],
        ["dailies merge-driver %O %A %B %P", "what git is given to call"],
      ],
    ),
  },
  parameters: {
    flags: {
      install: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Make the repository of this folder use it, and show what changed",
      },
      ...outputFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "Before both: %O", parse: parseText, placeholder: "BASE", optional: true },
        {
          brief: "This branch's file, which is written: %A",
          parse: parseText,
          placeholder: "OURS",
          optional: true,
        },
        { brief: "The other branch's file: %B", parse: parseText, placeholder: "THEIRS", optional: true },
        { brief: "Its name in the work tree: %P", parse: parseText, placeholder: "PATH", optional: true },
      ],
    },
  },
  loader: async () => (await import("../../actions/storyboard/merge-driver.ts")).mergeDriver,
});
