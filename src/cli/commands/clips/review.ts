import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { ReviewFlags } from "../../flags/command-flags.ts";
import { folderFlags, outputFlags, selectionFlags } from "../../flags/flags.ts";
import { parsePort, parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";
import { byFlag, storyboardFile } from "../parameters.ts";

export const reviewCommand = buildCommand<ReviewFlags, [string], CliContext>({
  docs: {
    brief: "The page to look at the clips and to choose among them",
    fullDescription: description(
      [
        "Writes NAME.review.html beside the storyboard: every shot in film order, with its takes, the wanted frames, the",
        "prompt, the price, what changed and what failed. It needs no network, and finds the clips by where they are from it.",
        "What is chosen on it is offered as NAME.picks.yaml; with --serve it is written there at once, and the page shows what",
        "comes while a render goes on. The server answers this machine alone, and only who has the address that it prints.",
      ].join("\n"),
      [
        ["dailies review storyboard.yaml", "write the page"],
        ["dailies review storyboard.yaml --serve", "look and choose, until Ctrl-C"],
        ["dailies review storyboard.yaml --rehearsal", "look at the drafts of a rehearsal"],
      ],
    ),
  },
  parameters: {
    flags: {
      serve: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Serve the page on this machine, write choices at once, and follow a render",
      },
      port: {
        kind: "parsed",
        parse: parsePort,
        optional: true,
        placeholder: "N",
        brief: "With --serve: the port; a free one unless given",
      },
      out: {
        kind: "parsed",
        parse: parseText,
        optional: true,
        placeholder: "FILE",
        brief: "Where to write the page; NAME.review.html unless given",
      },
      by: byFlag,
      rehearsal: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Show the rehearsal's drafts; they are not chosen among",
      },
      ...selectionFlags,
      ...folderFlags,
      ...outputFlags,
    },
    positional: storyboardFile,
  },
  loader: async () => (await import("../../actions/clips/review.ts")).review,
});
