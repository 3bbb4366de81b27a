import { buildCommand } from "@stricli/core";
import { firstProvider } from "../../../provider/providers.ts";
import type { CliContext } from "../../context.ts";
import type { RenderFlags, RetryFlags } from "../../flags/command-flags.ts";
import {
  outputFlags,
  payAgainFlags,
  planFlags,
  rejectedFlags,
  runEndFlags,
  runFlags,
  selectionFlags,
  serviceFlags,
  spendingFlags,
} from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { storyboardFiles } from "../parameters.ts";

export const renderCommand = buildCommand<RenderFlags, string[], CliContext>({
  docs: {
    brief: "Render new, changed and failed shots; carry on with tasks in flight",
    fullDescription: description(
      [
        "Renders what is new, changed or failed, carries on with tasks in flight, and downloads the clips.",
        "It can be stopped at any time (Ctrl-C) and run again: nothing is paid for twice.",
        `Needs ${firstProvider.environment.apiKey} in the environment, or in a .env file beside the storyboard.`,
        "Several storyboards are one run: --concurrency, --budget and the other limits count over all of them, a free",
        "place goes to the first that has something to render, and nothing is paid before all of them can begin.",
        "",
        "Exit codes: 0 all done; 1 a shot failed, or a clip is gone for good; 2 not valid, or no key; 3 money at",
        "risk: a submit of unknown outcome, or a paid clip not fetched yet; 4 stopped by a budget or by the",
        "account; 5 another run holds the storyboard; 130 interrupted.",
      ].join("\n"),
      [
        ["dailies render storyboard.yaml", "all that is left to do"],
        ["dailies render storyboard.yaml --only 'sc010_*'", "some shots"],
        ["dailies render storyboard.yaml --since main", "what this branch changed"],
        ["dailies render storyboard.yaml --tag night --except sc030", "by tag, but for a scene"],
        ["dailies render storyboard.yaml --budget 25", "spend 25 at most; needs prices"],
        ["dailies render storyboard.yaml --missing", "also clips that are gone from the disk"],
        ["dailies render storyboard.yaml --rejected", "also clips that were sent back"],
        ["dailies render reel-*.yaml --budget 25", "several, with one budget"],
        ["dailies render storyboard.yaml --junit dailies.xml", "a test case for each take, for CI"],
        ["dailies render storyboard.yaml --on-finish ./notify.sh", "hand the result on, as JSON"],
        ["dailies render storyboard.yaml --json", "one event a line, for a program"],
      ],
    ),
  },
  parameters: {
    flags: {
      ...selectionFlags,
      ...runFlags,
      missing: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Pay again for clips that are gone from the disk and can no longer be fetched",
      },
      ...rejectedFlags,
      ...payAgainFlags,
      ...planFlags,
      ...spendingFlags,
      ...runEndFlags,
      ...serviceFlags,
      ...outputFlags,
    },
    positional: storyboardFiles,
  },
  loader: async () => (await import("../../actions/run/render.ts")).render,
});

export const retryCommand = buildCommand<RetryFlags, string[], CliContext>({
  docs: {
    brief: "Render only what failed",
    fullDescription: description(
      [
        "Renders the shots whose last try failed, and carries on with tasks in flight; new and changed shots wait.",
        "A shot that content moderation refused is not sent again unchanged, unless --only names it.",
      ].join("\n"),
      [
        ["dailies retry storyboard.yaml", "every failed shot"],
        ["dailies retry storyboard.yaml --only sc010_sh0030", "one of them"],
      ],
    ),
  },
  parameters: {
    flags: {
      ...selectionFlags,
      ...runFlags,
      ...payAgainFlags,
      ...planFlags,
      ...spendingFlags,
      ...runEndFlags,
      ...serviceFlags,
      ...outputFlags,
    },
    positional: storyboardFiles,
  },
  loader: async () => (await import("../../actions/run/render.ts")).retry,
});
