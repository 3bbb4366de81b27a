import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { ModelsFlags } from "../../flags/command-flags.ts";
import { outputFlags, serviceFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const modelsCommand = buildCommand<ModelsFlags, [name?: string], CliContext>({
  docs: {
    brief: "Show the models, and what each of them accepts",
    fullDescription: description(
      "Shows the models that a storyboard can name. With a name: its parameters, frames and rules, and their source.\nA project's own contracts are those of the folder `models` beside its storyboard; without --file, of the current folder.",
      [
        ["dailies models", "all models"],
        ["dailies models kling-v3", "one model"],
        ["dailies models kling-v3@2026-08", "one dated revision of it"],
        ["dailies models --file films/salt.yaml", "with the models of that film's project"],
        ["dailies models --check", "what is broken or old, or not offered to your key"],
      ],
    ),
  },
  parameters: {
    flags: {
      ...outputFlags,
      file: {
        kind: "parsed",
        parse: parseText,
        optional: true,
        placeholder: "FILE",
        brief: "A storyboard, or its folder, whose own models count, too",
      },
      check: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief:
          "Look for contracts that are broken, inconsistent or old, and, with a key, for models that it may not use",
      },
      ...serviceFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "A model, such as kling-v3", parse: parseText, placeholder: "NAME", optional: true },
      ],
    },
  },
  loader: async () => (await import("../../actions/storyboard/models.ts")).models,
});
