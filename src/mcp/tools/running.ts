import { z } from "zod";
import { type Result, success } from "../../base/result.ts";
import type { ToolError } from "../answer/tool-error.ts";
import type { Reservation } from "../session/ceiling.ts";
import { agree } from "./agree.ts";
import { file, limits, output, planning, running, selection } from "./inputs.ts";
import { runOutput } from "./outputs.ts";
import { placesOf } from "./places.ts";
import { follow, refuseSecond, startRun } from "./run-command.ts";
import { defineTool, planHint, type Tool } from "./tool.ts";

/** The tools that run: for money, and for none. */

const render = defineTool({
  name: "render",
  description: [
    "Render what a plan says: THIS SPENDS MONEY. Needs the plan_hash of a plan with the same selection that the person has seen, and",
    "refuses when today's plan is another. Carries on with tasks in flight. Nothing is paid for twice. A cancelled call saves the state;",
    "for runs of more than a minute use wait: false.",
  ].join(" "),
  input: z.strictObject({
    file,
    plan_hash: z
      .string()
      .regex(/^[0-9a-f]{16}$/, "must be the plan_hash of a plan")
      .describe(planHint),
    ...planning,
    ...limits,
    ...running,
  }),
  output: runOutput,
  isPaid: true,
  answer: async ({ file, plan_hash, wait, ...flags }, call) => {
    const { session } = call;
    const places = await placesOf(session, { file, output: flags.output });
    if (!places.ok) return places;
    const { real, file: path } = places.value;
    // One after the other, from the plan to the reservation: two renders at once must not both fit into what is left.
    const begun = await session.agreeing(async () => {
      const second = refuseSecond(session, "render", { real, file: path });
      if (second !== undefined) return second;
      const about = { path, flags: { ...flags, output: places.value.output } };
      const agreed = await agree(session, plan_hash, about);
      if (!agreed.ok) return agreed;
      const reserved: Result<Reservation, ToolError> = session.ceiling.reserve(agreed.value.price);
      if (!reserved.ok) return reserved;
      const { budget } = agreed.value;
      return success(
        startRun(call, {
          command: "render",
          flags: { ...about.flags, budget, plan: plan_hash },
          places: { real, file: path },
          outlives: !wait,
          onEnd: (end) => reserved.value.settle(end),
        }),
      );
    });
    return begun.ok ? await follow(begun.value, wait) : begun;
  },
});

const rehearse = defineTool({
  name: "rehearse",
  description:
    "The same run on an embedded server: draft clips, no key, no money. State and clips are its own. With `animatic` the drafts are joined into one film.",
  input: z.strictObject({
    file,
    ...selection,
    output,
    ...running,
    animatic: z.boolean().optional().describe("Join the drafts into NAME.animatic.mp4"),
    burn_in: z.boolean().optional().describe("With animatic: id, take, length and prompt in the pictures"),
    out: z.string().min(1).max(300).optional().describe("With animatic: where to, an .mp4 file"),
  }),
  output: runOutput,
  answer: async ({ file, wait, ...flags }, call) => {
    const { session } = call;
    const places = await placesOf(session, {
      file,
      output: flags.output,
      out: flags.out,
      isRehearsal: true,
    });
    if (!places.ok) return places;
    const { real, file: path, output, out } = places.value;
    const second = refuseSecond(session, "rehearsal", { real, file: path });
    if (second !== undefined) return second;
    const run = startRun(call, {
      command: "rehearse",
      flags: { ...flags, output, out },
      places: { real, file: path },
      outlives: !wait,
    });
    return await follow(run, wait);
  },
});

export const runningTools: readonly Tool[] = [rehearse, render];
