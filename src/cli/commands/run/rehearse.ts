import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { RehearseFlags } from "../../flags/command-flags.ts";
import { outputFlags, runFlags, selectionFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";
import { storyboardFile } from "../parameters.ts";

export const rehearseCommand = buildCommand<RehearseFlags, [string], CliContext>({
  docs: {
    brief: "The same run on an embedded server: draft clips, no key, no money",
    fullDescription: description(
      [
        "Runs the storyboard against a server inside this program: real requests over the loopback interface,",
        "playable draft clips, no key, no money. State and clips are its own (rehearsal/ beside the storyboard)",
        "and never mix with real ones. The camera moves over a first frame as the prompt's words say: pan, tilt, push in, pull",
        "out, truck, crane, handheld, static, and their Chinese names.",
      ].join("\n"),
      [
        ["dailies rehearse storyboard.yaml", "see the whole run before paying"],
        ["dailies rehearse storyboard.yaml --only 'sc010_*'", "some shots"],
        ["dailies rehearse storyboard.yaml --animatic --burn-in", "all drafts as one film, prompts in it"],
      ],
    ),
  },
  parameters: {
    flags: {
      animatic: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Join the drafts into NAME.animatic.mp4 beside the storyboard",
      },
      burnIn: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "With --animatic: id, take, length and prompt in the pictures",
      },
      out: {
        kind: "parsed",
        parse: parseText,
        optional: true,
        placeholder: "FILE",
        brief: "With --animatic: where to, an .mp4 file",
      },
      ...selectionFlags,
      ...runFlags,
      ...outputFlags,
    },
    positional: storyboardFile,
  },
  loader: async () => (await import("../../actions/run/rehearse.ts")).rehearse,
});
