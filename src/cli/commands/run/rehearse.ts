import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { RehearseFlags } from "../../flags/command-flags.ts";
import { outputFlags, runFlags, selectionFlags } from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { storyboardFile } from "../positional.ts";

export const rehearseCommand = buildCommand<RehearseFlags, [string], CliContext>({
  docs: {
    brief: "The same run on an embedded server: draft clips, no key, no money",
    fullDescription: description(
      [
        "Runs the storyboard against a server inside this program: real requests over the loopback interface,",
        "playable draft clips, no key, no money. State and clips are its own (rehearsal/ beside the storyboard)",
        "and never mix with real ones.",
      ].join("\n"),
      [
        ["dailies rehearse storyboard.yaml", "see the whole run before paying"],
        ["dailies rehearse storyboard.yaml --only 'sc010_*'", "some shots"],
      ],
    ),
  },
  parameters: { flags: { ...selectionFlags, ...runFlags, ...outputFlags }, positional: storyboardFile },
  loader: async () => (await import("../../actions/run/rehearse.ts")).rehearse,
});
