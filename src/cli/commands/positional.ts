import { parseText } from "../flags/parsers.ts";

export const storyboardFile = {
  kind: "tuple",
  parameters: [{ brief: "The storyboard, a YAML file", parse: parseText, placeholder: "FILE" }],
} as const;
