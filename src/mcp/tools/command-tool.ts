import type { JsonObject } from "../../base/json.ts";
import { failure, success } from "../../base/result.ts";
import { type ListLimit, type ShortenOptions, shorten } from "../answer/shorten.ts";
import { answerOf, type ToolError } from "../answer/tool-error.ts";
import { commandArgv, type FlagValues } from "../command-line.ts";
import type { Answer, ToolCall } from "./tool.ts";

interface CommandRequest extends Omit<ShortenOptions, "rest">, Partial<Pick<ShortenOptions, "rest">> {
  readonly command: string;
  readonly flags: FlagValues;
  readonly args: readonly (string | number)[];
  /** On standard input. */
  readonly input?: string;
  /** Adds to the whole answer what its shortened form does not show. */
  readonly extend?: (answer: JsonObject) => JsonObject;
}

/** What a command prints with `--json`, shortened. */
export async function commandAnswer(
  { command, flags, args, input, extend = (answer) => answer, rest = otherShots, ...limits }: CommandRequest,
  { session, signal }: Pick<ToolCall, "session" | "signal">,
): Promise<Answer> {
  const end = await session.commandLine({
    argv: commandArgv(command, flags, args),
    ...(input !== undefined && { input }),
    interrupt: signal,
  });
  const answer = answerOf(end);
  if (!answer.ok) return failure(shortError(answer.error));
  return success(shorten(extend(answer.value), { ...limits, rest }));
}

export function shortError(error: ToolError): ToolError {
  return shorten(error, { lists: errorLists, rest: afterMending });
}

/** How to ask for what an answer leaves out. */
const otherShots = "Ask again for some of them: `only` takes ids or scenes, such as sc020_*.";
export const afterMending = "Mend these, and ask again.";

/** Problems beyond these are counted. */
const errorLists: readonly ListLimit[] = [
  { path: "diagnostics", keep: 30 },
  { path: "fitting.ids", keep: 40 },
];
