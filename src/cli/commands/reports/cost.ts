import { buildCommand } from "@stricli/core";
import { costKeys } from "../../../film/cost-keys.ts";
import type { CliContext } from "../../context.ts";
import type { CostFlags } from "../../flags/command-flags.ts";
import { type FolderFlags, folderFlags, type OutputFlags, outputFlags } from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { storyboardFile, storyboardFiles } from "../parameters.ts";

export const costCommand = buildCommand<CostFlags, string[], CliContext>({
  docs: {
    brief: "Show what was spent",
    fullDescription: description(
      [
        "Sums what was paid for, by the prices that each submit was recorded with. A failed task is not spent; a submit",
        "whose outcome is not known is named apart. Clips that were sent back or replaced are part of the sum, and named.",
      ].join("\n"),
      [
        ["dailies cost storyboard.yaml", "by model"],
        ["dailies cost storyboard.yaml --by scene", "by scene, or by shot, day, model, billing"],
        ["dailies cost reel-*.yaml", "of several, and their sum"],
      ],
    ),
  },
  parameters: {
    flags: {
      by: {
        kind: "enum",
        values: costKeys,
        optional: true,
        brief: "What to sum by; model unless given",
      },
      ...folderFlags,
      ...outputFlags,
    },
    positional: storyboardFiles,
  },
  loader: async () => (await import("../../actions/reports/cost.ts")).cost,
});

export const pricesCommand = buildCommand<OutputFlags & FolderFlags, [string], CliContext>({
  docs: {
    brief: "Print the price block to fill in",
    fullDescription: description(
      "Prints `prices` with every billing key that the storyboard needs, and what it knows already. A price that the provider's documents state is written beside it, with its date, and counts for nothing until it is filled in.",
      [["dailies prices storyboard.yaml", "to copy into the storyboard or dailies.yaml"]],
    ),
  },
  parameters: { flags: { ...folderFlags, ...outputFlags }, positional: storyboardFile },
  loader: async () => (await import("../../actions/reports/cost.ts")).prices,
});
