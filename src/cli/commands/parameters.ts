import { parseCount, parseText } from "../flags/parsers.ts";

export const storyboardFile = {
  kind: "tuple",
  parameters: [{ brief: "The storyboard, a YAML file", parse: parseText, placeholder: "FILE" }],
} as const;

/** Several of them are worked on together. */
export const storyboardFiles = {
  kind: "array",
  minimum: 1,
  parameter: {
    brief: "The storyboard, a YAML file, or several",
    parse: parseText,
    placeholder: "FILE",
  },
} as const;

export const shotId = { brief: "The shot's id", parse: parseText, placeholder: "SHOT" } as const;

/** One take of a shot, for what is done to one. */
export const takeFlag = {
  kind: "parsed",
  parse: parseCount,
  optional: true,
  placeholder: "N",
  brief: "Which take; 1 unless given",
} as const;

/** Who decides. */
export const byFlag = {
  kind: "parsed",
  parse: parseText,
  optional: true,
  placeholder: "NAME",
  brief: "Who decides, kept in the choices file",
} as const;
