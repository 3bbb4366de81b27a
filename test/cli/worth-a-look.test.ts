import { expect, test } from "vitest";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { stubClips } from "../testkit/stub-clips.ts";
import { eventsOf } from "./dailies.ts";
import { openStage, type Stage } from "./stage.ts";

const film = `version: 1
defaults: { model: kling-v3, duration: 5, mode: std }
shots:
  - { id: a, prompt: One }
  - { id: b, prompt: Short }
  - { id: c, prompt: Three }
`;

/** A provider whose clip for the prompt `Short` is two seconds too short. */
function shortClips() {
  const clips = stubClips();
  return {
    ...clips,
    make: (request: Parameters<typeof clips.make>[0]) => {
      const { body, shape } = request;
      const durationSeconds = body.prompt === "Short" ? 3 : shape.durationSeconds;
      return clips.make({ ...request, shape: { ...shape, durationSeconds } });
    },
  };
}

async function lastOf({ run }: Stage, ...args: string[]) {
  const last = eventSchema.parse(eventsOf(await run("render", "film.yaml", "--json", ...args)).at(-1));
  if (last.type !== "run_finished") throw new Error("the last event is run_finished");
  return last;
}

const short = { code: "length_differs", message: "lasts 3.0 s; 5 s were asked for" };

test("the end of a run points at a clip that is shorter than asked, and at the command that looks into clips", async () => {
  const { run } = await openStage(film, { clips: shortClips() });
  const { stdout, code } = await run("render", "film.yaml");
  expect(code).toBe(0);
  expect(stdout).toContain(
    "1 clip worth a look:\n  b (film.yaml:5): lasts 3.0 s; 5 s were asked for (length_differs)\n",
  );
  expect(stdout).toMatch(/Next:\n {2}dailies inspect film\.yaml {3}see which clips/);
});

test("run_finished has the findings of all the clips that it was about, as status has them, until somebody decides", async () => {
  const on = await openStage(film, { clips: shortClips() });
  expect(await lastOf(on)).toMatchObject({
    worth_a_look: [{ id: "b", take: 1, line: 5, findings: [short] }],
    not_inspected: 3,
  });
  expect((await on.run("inspect", "film.yaml")).code).toBe(0);
  const frozen = expect.objectContaining({ code: "frozen" });
  const last = await lastOf(on);
  expect(last).toMatchObject({
    counts: { done: 0, up_to_date: 3 },
    worth_a_look: [
      { id: "a", findings: [frozen] },
      { id: "b", findings: [short, frozen] },
      { id: "c", findings: [frozen] },
    ],
    not_inspected: 0,
  });
  const { shots } = statusSchema.parse(JSON.parse((await on.run("status", "film.yaml", "--json")).stdout));
  expect(shots.map(({ findings }) => findings)).toEqual(last.worth_a_look?.map(({ findings }) => findings));
  await on.run("pick", "film.yaml", "a", "1");
  await on.run("reject", "film.yaml", "b");
  expect((await lastOf(on)).worth_a_look).toMatchObject([{ id: "c" }]);
  expect((await lastOf(on, "--only", "a")).worth_a_look).toEqual([]);
  expect((await on.run("render", "film.yaml")).stdout).toContain("1 clip worth a look:");
});

test("figures are of the clip that was looked at: another one in its place has none", async () => {
  const on = await openStage(film, { clips: shortClips() });
  await on.run("render", "film.yaml");
  await on.run("inspect", "film.yaml");
  on.edit((text) => text.replace("Three", "Three anew"));
  expect(await lastOf(on)).toMatchObject({
    counts: { done: 1 },
    worth_a_look: [{ id: "a" }, { id: "b" }],
    not_inspected: 1,
  });
});

test("a rescue, which knows no storyboard, says nothing of what was asked for", async () => {
  const on = await openStage(film, { clips: shortClips() });
  await on.run("render", "film.yaml");
  const last = eventSchema.parse(eventsOf(await on.run("rescue", "film.yaml", "--json")).at(-1));
  expect(last).not.toHaveProperty("worth_a_look");
});
