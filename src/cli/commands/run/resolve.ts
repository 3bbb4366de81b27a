import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { ResolveFlags } from "../../flags/command-flags.ts";
import { outputFlags } from "../../flags/flags.ts";
import { parseCount, parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

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
      take: {
        kind: "parsed",
        parse: parseCount,
        optional: true,
        placeholder: "N",
        brief: "Which take; 1 unless given",
      },
      ...outputFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The storyboard, a YAML file", parse: parseText, placeholder: "FILE" },
        { brief: "The shot's id", parse: parseText, placeholder: "SHOT" },
      ],
    },
  },
  loader: async () => (await import("../../actions/run/resolve.ts")).resolve,
});
