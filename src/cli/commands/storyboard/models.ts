import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import { type OutputFlags, outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const modelsCommand = buildCommand<OutputFlags, [name?: string], CliContext>({
  docs: {
    brief: "Show the models, and what each of them accepts",
    fullDescription: description(
      "Shows the models that a storyboard can name. With a name: its parameters, frames and rules, and their source.",
      [
        ["dailies models", "all models"],
        ["dailies models kling-v3", "one model"],
        ["dailies models kling-v3@2026-08", "one dated revision of it"],
      ],
    ),
  },
  parameters: {
    flags: outputFlags,
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "A model, such as kling-v3", parse: parseText, placeholder: "NAME", optional: true },
      ],
    },
  },
  loader: async () => (await import("../../actions/storyboard/models.ts")).models,
});
