import { buildCommand } from "@stricli/core";
import type { RescueFlags } from "../command-flags.ts";
import type { CliContext } from "../context.ts";
import { outputFlags, runFlags, serviceFlags } from "../flags.ts";
import { description } from "./examples.ts";
import { storyboardFile } from "./positional.ts";

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
  loader: async () => (await import("../actions/rescue.ts")).rescue,
});
