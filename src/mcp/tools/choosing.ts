import { z } from "zod";
import { commandAnswer } from "./command-tool.ts";
import { file, output, remark, shot, take } from "./inputs.ts";
import { decidedOutput } from "./outputs.ts";
import { placesOf } from "./places.ts";
import { type Answer, defineTool, type Tool, type ToolCall } from "./tool.ts";

/** The tools that decide about clips. They write the choices file and spend nothing. */

const pick = defineTool({
  name: "pick",
  description: "Choose the take of a shot that counts: for the film, and for shots that are chained to it.",
  input: z.strictObject({ file, shot, take, output, ...remark }),
  output: decidedOutput,
  answer: async ({ shot, take, ...rest }, call) =>
    await decide("pick", { ...rest, args: [shot, take] }, call),
});

const reject = defineTool({
  name: "reject",
  description:
    "Send a clip back; without `take`, that of the take that counts. plan and render with `rejected: true` roll it again.",
  input: z.strictObject({ file, shot, take: take.optional(), output, ...remark }),
  output: decidedOutput,
  answer: async ({ shot, take, ...rest }, call) =>
    await decide("reject", { ...rest, args: take === undefined ? [shot] : [shot, take] }, call),
});

async function decide(
  command: "pick" | "reject",
  {
    file,
    output,
    args,
    ...flags
  }: {
    readonly file: string;
    readonly output?: string | undefined;
    readonly args: readonly (string | number)[];
    readonly note?: string | undefined;
    readonly by?: string | undefined;
  },
  call: ToolCall,
): Promise<Answer> {
  const places = await placesOf(call.session, { file, output });
  if (!places.ok) return places;
  return await commandAnswer(
    {
      command,
      flags: { ...flags, output: places.value.output },
      args: [places.value.file, ...args],
      lists: [],
    },
    call,
  );
}

export const choosingTools: readonly Tool[] = [pick, reject];
