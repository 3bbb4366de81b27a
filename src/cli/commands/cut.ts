import { buildCommand } from "@stricli/core";
import type { CliContext } from "../context.ts";
import type { CutFlags } from "../flags/command-flags.ts";
import { folderFlags, outputFlags, selectionFlags } from "../flags/flags.ts";
import { parseText } from "../flags/parsers.ts";
import { description } from "./examples.ts";
import { storyboardFile } from "./positional.ts";

/** The commands that make something of the clips that count. None of them spends anything, or asks the network. */

const cutFlags = (outBrief: string) =>
  ({
    out: { kind: "parsed", parse: parseText, optional: true, placeholder: "FILE", brief: outBrief },
    ...selectionFlags,
    ...folderFlags,
    rehearsal: { kind: "boolean", optional: true, withNegated: false, brief: "Of the rehearsal's clips" },
    ...outputFlags,
  }) as const;

export const assembleCommand = buildCommand<CutFlags, [string], CliContext>({
  docs: {
    brief: "Join the clips that count into one film",
    fullDescription: description(
      [
        "Writes NAME.film.mp4 beside the storyboard: the clips that count, in film order. Clips that agree are joined as they",
        "are; where size, rate or codec differ all are brought to what most have. A shot without a clip is a slate of its",
        "length. Chapters name the shots.",
      ].join("\n"),
      [
        ["dailies assemble storyboard.yaml", "the film"],
        ["dailies assemble storyboard.yaml --only 'sc020_*' --out kitchen.mp4", "one scene"],
        [
          "dailies assemble storyboard.yaml --rehearsal",
          "of the draft clips, as storyboard.rehearsal.film.mp4",
        ],
      ],
    ),
  },
  parameters: { flags: cutFlags("Where to, an .mp4 file"), positional: storyboardFile },
  loader: async () => (await import("../actions/assemble.ts")).assemble,
});
