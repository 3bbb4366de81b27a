import { z } from "zod";
import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { success } from "../../base/result.ts";
import { costKeys } from "../../film/cost-keys.ts";
import type { ListLimit } from "../answer/shorten.ts";
import type { SessionRun } from "../session/session.ts";
import { afterMending, commandAnswer } from "./command-tool.ts";
import { file, limits, output, planning, rehearsal, selection, shot, take } from "./inputs.ts";
import { checkOutput, costOutput, explainOutput, modelsOutput, planOutput, statusOutput } from "./outputs.ts";
import { placesOf } from "./places.ts";
import { defineTool, type Tool } from "./tool.ts";

/** The tools that change nothing. */

const check = defineTool({
  name: "check",
  description:
    "Validate a storyboard; nothing is sent anywhere. `content` checks a text in place of the file, before it is written.",
  input: z.strictObject({
    file,
    content: z
      .string()
      .max(4_000_000)
      .optional()
      .describe("The storyboard's text; its pictures are relative to the folder of the server"),
  }),
  output: checkOutput,
  isReadOnly: true,
  answer: async ({ file, content }, call) => {
    const places = await placesOf(call.session, { file, content });
    if (!places.ok) return places;
    const lists = [{ path: "diagnostics", keep: 30 }];
    const args = content === undefined ? [places.value.file] : ["-"];
    const input = content === undefined ? {} : { input: content };
    return await commandAnswer(
      { command: "check", flags: {}, args, lists, rest: afterMending, ...input },
      call,
    );
  },
});

const planLists: readonly ListLimit[] = [
  { path: "jobs", keep: 40, rank: planRank },
  { path: "orphans", keep: 10 },
  { path: "totals.billing", keep: 20 },
  { path: "spending.fitting.ids", keep: 40 },
];

/** What is done first, then what is wrong; what was not asked about is left out. */
function planRank(job: JsonValue): number | null {
  if (!isObject(job) || job.reason === "not_selected") return null;
  if (job.action !== "none") return 0;
  return job.reason === "up_to_date" || job.reason === "accepted" ? 2 : 1;
}

const plan = defineTool({
  name: "plan",
  description:
    "Show what a render would do, why, and at what price; changes nothing. Its plan_hash is what render needs. `jobs` has what would be done first; `totals` counts all of it.",
  input: z.strictObject({ file, ...planning, ...limits }),
  output: planOutput,
  isReadOnly: true,
  answer: async ({ file, output, ...flags }, call) => {
    const places = await placesOf(call.session, { file, output });
    if (!places.ok) return places;
    const all = { ...flags, output: places.value.output };
    return await commandAnswer(
      { command: "plan", flags: all, args: [places.value.file], lists: planLists },
      call,
    );
  },
});

const explain = defineTool({
  name: "explain",
  description:
    "Show where each value of a shot comes from, the request that is sent, and what a render does with it and why.",
  input: z.strictObject({ file, shot, take: take.optional(), output }),
  output: explainOutput,
  isReadOnly: true,
  answer: async ({ file, shot, take, output }, call) => {
    const places = await placesOf(call.session, { file, output });
    if (!places.ok) return places;
    return await commandAnswer(
      {
        command: "explain",
        flags: { take, output: places.value.output },
        args: [places.value.file, shot],
        lists: [],
        mostTextCharacters: 4_000,
      },
      call,
    );
  },
});

const statusLists: readonly ListLimit[] = [
  { path: "shots", keep: 40, rank: statusRank },
  { path: "orphans", keep: 10 },
  { path: "superseded", keep: 5 },
  { path: "unmatched_choices", keep: 10 },
];

/** What needs somebody first, then what is at work, then what waits, then what is done. */
function statusRank(shot: JsonValue): number | null {
  if (!isObject(shot)) return null;
  const isWrong =
    shot.error !== null ||
    shot.clip_missing === true ||
    shot.clip_differs === true ||
    ["failed", "uncertain"].includes(String(shot.state)) ||
    (Array.isArray(shot.findings) && shot.findings.length > 0);
  if (isWrong) return 0;
  if (shot.state === "done") return shot.outdated === true || shot.rejected === true ? 1 : 4;
  return shot.state === "pending" ? 3 : 2;
}

const status = defineTool({
  name: "status",
  description:
    "Show every shot's state, its clip or its error. `summary` counts all takes; `shots` has those that need somebody first. `run` is the newest run that this server started.",
  input: z.strictObject({ file, ...selection, output, rehearsal }),
  output: statusOutput,
  isReadOnly: true,
  answer: async ({ file, output, ...flags }, call) => {
    const isRehearsal = flags.rehearsal;
    const places = await placesOf(call.session, { file, output, isRehearsal });
    if (!places.ok) return places;
    const { file: path, real } = places.value;
    const answer = await commandAnswer(
      {
        command: "status",
        flags: { ...flags, output: places.value.output },
        args: [path],
        lists: statusLists,
        extend: withSummary,
      },
      call,
    );
    const run = call.session.run(flags.rehearsal === true ? "rehearsal" : "render", real);
    return answer.ok && run !== undefined ? success({ ...answer.value, run: runState(run) }) : answer;
  },
});

function withSummary(status: JsonObject): JsonObject {
  const shots = Array.isArray(status.shots) ? (status.shots as readonly JsonValue[]) : [];
  const states: Record<string, number> = {};
  for (const shot of shots) {
    const state = isObject(shot) ? String(shot.state) : "";
    states[state] = (states[state] ?? 0) + 1;
  }
  return { ...status, summary: { takes: shots.length, states } };
}

function runState({ watch, exitCode }: SessionRun): JsonObject {
  return {
    state: exitCode === undefined ? "running" : "finished",
    exit_code: exitCode ?? null,
    ended: watch.ended,
    total: watch.total,
  };
}

const models = defineTool({
  name: "models",
  description:
    "The models that a storyboard can name, with lengths in seconds, frames and references; with `name` all that one of them takes.",
  input: z.strictObject({ name: z.string().min(1).max(100).optional().describe("Such as kling-v3") }),
  output: modelsOutput,
  isReadOnly: true,
  answer: async ({ name }, call) =>
    await commandAnswer(
      {
        command: "models",
        flags: {},
        args: name === undefined ? [] : [name],
        lists: [{ path: "models", keep: 200 }],
        rest: "`name` gives one model.",
        mostCharacters: 40_000,
      },
      call,
    ),
});

const cost = defineTool({
  name: "cost",
  description: "Show what was spent on a film, by the prices that each submit was recorded with.",
  input: z.strictObject({
    file,
    output,
    by: z.enum(costKeys).optional().describe("What to sum by; model unless given"),
  }),
  output: costOutput,
  isReadOnly: true,
  answer: async ({ file, output, by }, call) => {
    const places = await placesOf(call.session, { file, output });
    if (!places.ok) return places;
    return await commandAnswer(
      {
        command: "cost",
        flags: { by, output: places.value.output },
        args: [places.value.file],
        lists: [{ path: "rows", keep: 100 }],
        rest: "`by` sums the rows otherwise, such as by scene or day.",
      },
      call,
    );
  },
});

export const lookingTools: readonly Tool[] = [check, plan, explain, status, models, cost];
