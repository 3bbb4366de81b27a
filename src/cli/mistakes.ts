import {
  AliasNotFoundError,
  ArgumentParseError,
  ArgumentScannerError,
  FlagNotFoundError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { nearest } from "../base/text/suggest.ts";
import { visibleText } from "../base/text/visible-text.ts";

/** What is wrong with a command line, before any file is read. */
export interface Mistake {
  /** Stable, for programs. */
  readonly code: MistakeCode;
  readonly message: string;
  /** What to do, where there is more to say than the command's help. */
  readonly hint?: string;
}

export type MistakeCode =
  | "command_unknown"
  | "flag_unknown"
  | "flag_repeated"
  | "value_missing"
  | "value_invalid"
  | "argument_missing"
  | "argument_unexpected"
  /** Flags that do not go together, and all else. */
  | "command_line_invalid";

/** @param candidates what the library thinks near, which reaches too far; in backticks */
export function commandMistake(input: string, candidates: readonly string[]): Mistake {
  const meant = nearest(
    input,
    candidates.map((name) => name.replaceAll("`", "")),
  );
  return {
    code: "command_unknown",
    message: `there is no command ${visibleText(input)}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  };
}

export function argumentMistake(cause: unknown): Mistake {
  if (cause instanceof FlagNotFoundError) return flagMistake(cause);
  if (cause instanceof AliasNotFoundError) {
    return { code: "flag_unknown", message: `there is no flag -${visibleText(cause.input)}` };
  }
  if (cause instanceof ArgumentParseError) {
    const { externalFlagNameOrPlaceholder: name, exception } = cause;
    // Placeholders of arguments are written in capitals.
    const shown = /^[a-z]/.test(name) ? `--${kebab(name)}` : name;
    return { code: "value_invalid", message: `${shown}: ${visibleText(messageOf(exception))}` };
  }
  if (cause instanceof UnsatisfiedFlagError) {
    return { code: "value_missing", message: `--${kebab(cause.externalFlagName)} needs a value` };
  }
  if (cause instanceof UnsatisfiedPositionalError) {
    return { code: "argument_missing", message: `${cause.placeholder} is missing` };
  }
  if (cause instanceof UnexpectedPositionalError) {
    const { expectedCount, input } = cause;
    const takes = expectedCount === 1 ? "1 argument" : `${expectedCount} arguments`;
    return {
      code: "argument_unexpected",
      message: `there are too many arguments: ${visibleText(input)}; the command takes ${takes}`,
      ...(/\.ya?ml$/i.test(input) && {
        hint: "this one takes one storyboard; check, plan, status, cost, render and retry take several",
      }),
    };
  }
  if (cause instanceof UnexpectedFlagError) {
    return { code: "flag_repeated", message: `--${kebab(cause.externalFlagName)} is given twice` };
  }
  const code = cause instanceof ArgumentScannerError ? "value_invalid" : "command_line_invalid";
  return { code, message: visibleText(messageOf(cause)) };
}

function flagMistake({ input, corrections }: FlagNotFoundError): Mistake {
  const meant = nearest(kebab(input), corrections.map(kebab));
  return {
    code: "flag_unknown",
    message: `there is no flag --${visibleText(kebab(input))}`,
    ...(meant === undefined ? {} : { hint: `did you mean --${meant}?` }),
  };
}

/** The library knows flags by their names in code: `pollInterval`. */
function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
