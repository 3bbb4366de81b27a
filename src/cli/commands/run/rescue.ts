import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { RescueFlags } from "../../flags/command-flags.ts";
import { outputFlags, runFlags, serviceFlags } from "../../flags/flags.ts";
import { description } from "../examples.ts";
import { storyboardFile } from "../parameters.ts";

export const rescueCommand = buildCommand<RescueFlags, [string], CliContext>({
  docs: {
    brief: "Fetch every paid clip that is not on disk, even without the storyboard",
    fullDescription: description(
      [
        "Fetches every clip that was paid for and is not on disk, from the lockfile and the journal alone:",
        "the storyboard may be broken or gone. Submits nothing.",
      ].join("\n"),
      [["dailies rescue storyboard.yaml", "all paid clips"]],
    ),
  },
  parameters: { flags: { ...runFlags, ...serviceFlags, ...outputFlags }, positional: storyboardFile },
  loader: async () => (await import("../../actions/run/rescue.ts")).rescue,
});
