import { type ApplicationText, text_en } from "@stricli/core";
import { visibleText } from "../base/text/visible-text.ts";
import { argumentMistake, commandMistake, type Mistake } from "./mistakes.ts";

export interface MessageOptions {
  readonly showsStack: boolean;
  /** Called with each mistake on the command line, beside the text about it. */
  readonly onMistake: (mistake: Mistake) => void;
}

/** The texts of the command line library, where ours say more. */
export function messages({ showsStack, onMistake }: MessageOptions): ApplicationText {
  const bug = (cause: unknown): string => bugText(cause, showsStack);
  const mistakeText = (mistake: Mistake): string => {
    onMistake(mistake);
    const { message, hint } = mistake;
    return shortened(`dailies: ${message}${hint === undefined ? "" : `; ${hint}`}`);
  };
  return {
    ...text_en,
    briefs: {
      ...text_en.briefs,
      help: "Print this help",
      version: "Print the version",
      argumentEscapeSequence: "What follows is not a flag, even where it looks like one",
    },
    noCommandRegisteredForInput: ({ input, corrections }) => mistakeText(commandMistake(input, corrections)),
    exceptionWhileParsingArguments: (cause) => mistakeText(argumentMistake(cause)),
    exceptionWhileLoadingCommandFunction: bug,
    exceptionWhileLoadingCommandContext: bug,
    exceptionWhileRunningCommand: bug,
  };
}

const longestText = 500;

/** What was typed may be of any length; what is shown of it is no longer than a screen. */
function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}

/** DAILIES_DEBUG asks for stacks. */
export function isDebug({ DAILIES_DEBUG }: Readonly<Record<string, string | undefined>>): boolean {
  return DAILIES_DEBUG !== undefined && DAILIES_DEBUG !== "" && DAILIES_DEBUG !== "0";
}

/** A bug takes one line; its stack is for those who ask for it. */
export function bugText(cause: unknown, showsStack: boolean): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const detail =
    showsStack && cause instanceof Error && cause.stack !== undefined
      ? cause.stack
      : visibleText(message.split("\n")[0] ?? "");
  const hint = showsStack
    ? ""
    : "\nDAILIES_DEBUG=1 shows where. What was submitted is on record; run the command again.";
  return `This is a bug in dailies: ${detail}${hint}`;
}
