import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { ResolveFlags } from "../../flags/command-flags.ts";
import { outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";
import { shotId, storyboardFile, takeFlag } from "../parameters.ts";

export const resolveCommand = buildCommand<ResolveFlags, [file: string, shot: string], CliContext>({
  docs: {
    brief: "Say what became of a submit of unknown outcome",
    fullDescription: description(
      [
        "A submit whose answer was lost may have been paid for, so it is never sent again by itself.",
        "Look the shot up in your account at the provider, and say which it was.",
      ].join("\n"),
      [
        [
          "dailies resolve storyboard.yaml sc010_sh0030 --task video_01J...",
          "there is such a task: its clip is fetched",
        ],
        [
          "dailies resolve storyboard.yaml sc010_sh0030 --not-submitted",
          "there is none: the shot is free again",
        ],
      ],
    ),
  },
  parameters: {
    flags: {
      task: {
        kind: "parsed",
        parse: parseText,
        optional: true,
        placeholder: "ID",
        brief: "The task that the submit became",
      },
      notSubmitted: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "The submit became no task",
      },
      take: takeFlag,
      ...outputFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [storyboardFile.parameters[0], shotId],
    },
  },
  loader: async () => (await import("../../actions/run/resolve.ts")).resolve,
});
