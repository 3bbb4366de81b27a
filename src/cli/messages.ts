import { type ApplicationText, ArgumentParseError, text_en } from "@stricli/core";
import { visibleText } from "../base/visible-text.ts";

/** The texts of the command line library, where ours say more. */
export function messages(showsStack: boolean): ApplicationText {
  const bug = (cause: unknown): string => bugText(cause, showsStack);
  return {
    ...text_en,
    briefs: {
      ...text_en.briefs,
      help: "Print this help",
      version: "Print the version",
      argumentEscapeSequence: "What follows is not a flag, even where it looks like one",
    },
    noCommandRegisteredForInput: (args) =>
      `${typed(text_en.noCommandRegisteredForInput(args).replace("No command registered for", "There is no command"))}\nSee: dailies --help`,
    exceptionWhileParsingArguments: usageText,
    exceptionWhileLoadingCommandFunction: bug,
    exceptionWhileLoadingCommandContext: bug,
    exceptionWhileRunningCommand: bug,
  };
}

const longestUsageText = 500;

/** What was typed may hold anything; what is shown of it is visible, on one line, and no longer than a screen. */
function typed(text: string): string {
  const visible = visibleText(text);
  return visible.length <= longestUsageText ? visible : `${visible.slice(0, longestUsageText)}…`;
}

function usageText(cause: unknown): string {
  return typed(plainUsageText(cause));
}

function plainUsageText(cause: unknown): string {
  if (cause instanceof ArgumentParseError) {
    // Placeholders of arguments are written in capitals.
    const name = cause.externalFlagNameOrPlaceholder;
    return `${/^[a-z]/.test(name) ? `--${name}` : name}: ${messageOf(cause.exception)}`;
  }
  // The library suggests flags by their names in code: `--pollInterval`.
  return messageOf(cause)
    .replaceAll(/--[a-z]+(?:[A-Z][a-z]+)+/g, (flag) =>
      flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    )
    .replace(/^No flag registered for (\S+?)(,|$)/, "There is no flag $1$2")
    .replace(/^Expected argument for (\S+)$/, "$1 is missing")
    .replace(/^Expected at least 1 argument\(s\) for (\S+) but found none$/, "$1 is missing");
}

/** DAILIES_DEBUG asks for stacks. */
export function isDebug({ DAILIES_DEBUG }: Readonly<Record<string, string | undefined>>): boolean {
  return DAILIES_DEBUG !== undefined && DAILIES_DEBUG !== "" && DAILIES_DEBUG !== "0";
}

/** A bug takes one line; its stack is for those who ask for it. */
export function bugText(cause: unknown, showsStack: boolean): string {
  const detail =
    showsStack && cause instanceof Error && cause.stack !== undefined ? cause.stack : messageOf(cause);
  const hint = showsStack
    ? ""
    : "\nDAILIES_DEBUG=1 shows where. What was submitted is on record; run the command again.";
  return `This is a bug in dailies: ${detail}${hint}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
