import type { z } from "zod";
import type { JsonObject } from "../../base/json.ts";
import { failure, type Result } from "../../base/result.ts";
import { nearest } from "../../base/text/suggest.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import type { ToolError } from "../answer/tool-error.ts";
import type { RunProgress } from "../session/run-watch.ts";
import type { Session } from "../session/session.ts";

export type Answer = Result<JsonObject, ToolError>;

/** One call of a tool. */
export interface ToolCall {
  readonly session: Session;
  /** Aborted when the client no longer wants the answer. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/** A command as a tool: its name is the command's. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** Does it leave everything as it is? */
  readonly isReadOnly: boolean;
  /** Does it reach a provider? */
  readonly isPaid: boolean;
  call(input: unknown, call: ToolCall): Promise<Answer>;
}

interface ToolDefinition<I extends z.ZodObject>
  extends Pick<Tool, "name" | "description" | "output">,
    Partial<Pick<Tool, "isReadOnly" | "isPaid">> {
  readonly input: I;
  readonly answer: (input: z.output<I>, call: ToolCall) => Promise<Answer>;
}

/** A tool whose input is checked before anything else. */
export function defineTool<I extends z.ZodObject>({
  answer,
  isReadOnly = false,
  isPaid = false,
  ...tool
}: ToolDefinition<I>): Tool {
  return {
    ...tool,
    isReadOnly,
    isPaid,
    call: async (given, call) => {
      const input = tool.input.safeParse(given ?? {});
      if (!input.success) return failure(inputError(input.error, given, tool));
      return await answer(input.data, call);
    },
  };
}

/** The first thing that is wrong, with the codes of mistakes on the command line. */
function inputError(
  { issues }: z.ZodError,
  given: unknown,
  { name, input }: Pick<Tool, "name" | "input">,
): ToolError {
  const [issue] = issues;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const meant = nearest(key, Object.keys(input.shape));
    return {
      code: "flag_unknown",
      message: `${name} takes no ${visibleText(key)}`,
      ...(meant !== undefined && { hint: `did you mean ${meant}?` }),
    };
  }
  const [key] = issue?.path ?? [];
  const isMissing = typeof given === "object" && given !== null && !Object.hasOwn(given, String(key));
  if (isMissing && issue?.path.length === 1) {
    const hint = key === "plan_hash" ? { hint: planHint } : {};
    return { code: "argument_missing", message: `${String(key)} is missing`, ...hint };
  }
  return {
    code: "value_invalid",
    message: `${visibleText((issue?.path ?? []).join("."))}: ${visibleText(issue?.message ?? "not valid")}`,
  };
}

/** How to come to a hash. */
export const planHint =
  "Call plan with the same selection, show the person what it would do and cost, and give its plan_hash.";
