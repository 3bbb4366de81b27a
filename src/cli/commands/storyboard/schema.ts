import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { SchemaFlags } from "../../flags/command-flags.ts";
import { outputFlags } from "../../flags/flags.ts";
import { parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const schemaCommand = buildCommand<SchemaFlags, [name?: string], CliContext>({
  docs: {
    brief: "Print the storyboard's JSON Schema, for editors",
    fullDescription: description(
      [
        "Prints the JSON Schema by which editors complete, explain and check a storyboard. Where the folder has contracts of its",
        "own in `models`, it knows these models, too. With a name: the schema of another file, or of what a command prints with",
        "--json, such as `plan` or `events`.",
      ].join("\n"),
      [
        ["dailies schema", "of storyboards in this folder"],
        ["dailies schema --project film > film/.dailies/storyboard.schema.json", "a new copy for editors"],
        ["dailies schema plan", "of what `dailies plan --json` prints"],
      ],
    ),
  },
  parameters: {
    flags: {
      project: {
        kind: "parsed",
        parse: parseText,
        optional: true,
        placeholder: "DIR",
        brief: "The storyboard's folder, whose `models` count, too; . unless given",
      },
      ...outputFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "Which schema; storyboard unless given",
          parse: parseText,
          placeholder: "SCHEMA",
          optional: true,
        },
      ],
    },
  },
  loader: async () => (await import("../../actions/storyboard/schema.ts")).schema,
});
