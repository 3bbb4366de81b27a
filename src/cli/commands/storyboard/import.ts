import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import { type OutputFlags, outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";
import { storyboardFile } from "../parameters.ts";

export const importCommand = buildCommand<OutputFlags, [sheet: string, file: string], CliContext>({
  docs: {
    brief: "Bring a shot list out of a spreadsheet (CSV) into a storyboard",
    fullDescription: description(
      [
        "A row is a shot, a column a key: id, scene, prompt, model, duration and so on. Where FILE is not there yet, it is made;",
        "otherwise only what differs is changed in it, and comments stay. Shots that the sheet does not have stay, too. A",
        "wrong cell is named by row and column, and nothing is written then.",
      ].join("\n"),
      [
        ["dailies import shots.csv storyboard.yaml", "new, or into the storyboard"],
        ["dailies plan storyboard.yaml", "what a render would do after it"],
      ],
    ),
  },
  parameters: {
    flags: outputFlags,
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The sheet, a CSV file; - is standard input", parse: parseText, placeholder: "SHEET" },
        storyboardFile.parameters[0],
      ],
    },
  },
  loader: async () => (await import("../../actions/storyboard/import.ts")).importFilm,
});
