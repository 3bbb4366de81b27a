import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { PlanFlags } from "../../flags/command-flags.ts";
import { folderFlags, outputFlags, rejectedFlags, selectionFlags, spendingFlags } from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { storyboardFiles } from "../parameters.ts";

export const planCommand = buildCommand<PlanFlags, string[], CliContext>({
  docs: {
    brief: "Show what a render would do, why, and at what price; changes nothing",
    fullDescription: description(
      [
        "Shows for each shot what a render would do and why, and what would be paid for. Changes nothing.",
        "Exit code 4: the plan does not fit --budget, --max-shots or --max-seconds.",
      ].join("\n"),
      [
        ["dailies plan storyboard.yaml", "what would be done"],
        ["dailies plan storyboard.yaml --only 'sc010_*'", "for some shots"],
        ["dailies plan storyboard.yaml --since main", "what this branch changed"],
        ["dailies plan storyboard.yaml --tag night --except sc030", "by tag, but for a scene"],
        ["dailies plan storyboard.yaml --max-shots 20", "whether it fits, and which part of it would"],
        ["dailies plan storyboard.yaml --format markdown", "to be posted on a pull request"],
        ["dailies plan reel-*.yaml --budget 25", "several, and whether their sum fits"],
        ["dailies plan storyboard.yaml --json", "every job, for a program"],
      ],
    ),
  },
  parameters: {
    flags: {
      ...selectionFlags,
      all: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Name every shot, also those that are up to date",
      },
      missing: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "As a render with --missing: clips that are gone are paid for again",
      },
      format: {
        kind: "enum",
        values: ["markdown"],
        optional: true,
        brief: "Print a page for a pull request: by scene, folded, within the size of a comment",
      },
      ...rejectedFlags,
      ...spendingFlags,
      ...folderFlags,
      ...outputFlags,
    },
    positional: storyboardFiles,
  },
  loader: async () => (await import("../../actions/reports/plan.ts")).plan,
});
