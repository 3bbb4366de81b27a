import { expect, test } from "vitest";
import { visibleText } from "../../src/base/text/visible-text.ts";
import type { Job } from "../../src/manifest/job.ts";
import { planTotals } from "../../src/plan/money/totals.ts";
import type { PlanItem } from "../../src/plan/plan.ts";
import { planJson } from "../../src/report/plan/plan-json.ts";
import { type PlanTextOptions, planText } from "../../src/report/plan/plan-text.ts";
import { planSchema } from "../../src/report/schemas/plan.ts";
import { palette } from "../../src/report/text/palette.ts";
import type { Attempt } from "../../src/state/state.ts";
import { contractOf } from "../fakes/contracts.ts";

function job(id: string): Job {
  return {
    id,
    take: 1,
    kind: "clip",
    needs: [],
    request: { contract: "kling-v3@2026-05", parameters: {}, frames: {} },
    contract: contractOf("kling-v3@2026-05"),
    pictures: [],
    inputs: {},
    fingerprint: "v1:0",
    clip: `${id}.mp4`,
    billing: { key: "kling-v3 720P", seconds: 5 },
    canLookUp: false,
    line: 3,
  };
}

const attempt: Attempt = {
  attemptId: "a1",
  state: "in_progress",
  fingerprint: "v1:0",
  inputs: {},
  submittedAt: 0,
  taskId: "task_1",
};

function item(id: string, own: Partial<PlanItem>): PlanItem {
  return { id, take: 1, action: "render", reason: "new", changes: [], price: null, job: job(id), ...own };
}

function textOf(items: readonly PlanItem[], more: Partial<PlanTextOptions> = {}): string {
  return planText(
    { items, totals: planTotals(items), unrecordedClips: [], orphans: [], renames: [] },
    { file: "film.yaml", palette: palette(false), ...more },
  );
}

const price = { amount: 0.5, currency: "USD" };
const mixed: readonly PlanItem[] = [
  item("sh01", { price }),
  item("sh02", {
    reason: "changed",
    price,
    changes: [
      { field: "prompt", before: "Day", after: "Night" },
      { field: "duration", before: null, after: 10 },
    ],
  }),
  item("sh03", { reason: "failed", price }),
  item("sh04", { action: "resume", reason: "in_flight", attempt }),
  item("sh05", { action: "download", reason: "not_downloaded", attempt }),
  item("sh06", { action: "hold", reason: "uncertain", attempt }),
  item("sh07", { action: "hold", reason: "moderation_rejected" }),
  item("sh08", { action: "none", reason: "clip_missing" }),
  item("sh09", { action: "none", reason: "up_to_date" }),
  item("sh10", { action: "none", reason: "not_selected" }),
  { id: "gone", take: 2, action: "resume", reason: "superseded", changes: [], price: null, attempt },
];

test("a plan with something of everything", () => {
  expect(textOf(mixed)).toMatchSnapshot();
});

test("a plan of a thousand new shots fits a screen", () => {
  const items = Array.from({ length: 1_000 }, (_, index) => item(`sh${index}`, {}));
  const text = textOf(items);
  expect(text).toContain("render new: 1000 shots");
  expect(text).toContain("… and 970 more");
  expect(text.split("\n").length).toBeLessThan(45);
});

test("shots that are up to date are only counted", () => {
  const items = Array.from({ length: 500 }, (_, index) =>
    item(`sh${index}`, { action: "none", reason: "up_to_date" }),
  );
  expect(textOf(items)).toBe("500 shots up to date\n\nNothing to render: no request is needed.\n");
});

test("the JSON holds every job and has the shape of its schema", () => {
  const json: unknown = JSON.parse(
    JSON.stringify(
      planJson({ items: mixed, totals: planTotals(mixed), unrecordedClips: [], orphans: [], renames: [] }),
    ),
  );
  const parsed = planSchema.parse(json);
  expect(parsed).toEqual(json);
  expect(parsed.jobs.map(({ id }) => id)).toEqual(mixed.map(({ id }) => id));
  expect(parsed.jobs.at(-1)).toMatchObject({ line: null, billing_key: null, task_id: "task_1" });
});

test("--all names every shot, also what is up to date", () => {
  const items = Array.from({ length: 50 }, (_, index) =>
    item(`sh${index}`, index % 2 === 0 ? {} : { action: "none", reason: "up_to_date" }),
  );
  const text = textOf(items, { all: true });
  for (const { id } of items) expect(text).toMatch(new RegExp(`^  ${id}\\b`, "m"));
});

test("the same change in many shots is said once, below them", () => {
  const style = { field: "style", before: "warm light", after: "cold light" };
  const items = ["sh01", "sh02", "sh03"].map((id) =>
    item(id, {
      reason: "changed",
      changes: id === "sh02" ? [{ field: "duration", before: 5, after: 10 }] : [style],
    }),
  );
  expect(textOf(items)).toMatchInlineSnapshot(`
    "render changed: 3 shots, an input differs from the last clip's
      sh01                     kling-v3 720P, 5 s
      sh03                     kling-v3 720P, 5 s
          the same in all 2:
          style: [-warm-] {+cold+} light
      sh02                     kling-v3 720P, 5 s
          duration: 5 -> 10

    What will be paid for:
      kling-v3 720P    3 clips     15 s
      total            3 clips     15 s  no prices in the storyboard
    "
  `);
});

test("a model with several billing keys has a subtotal, where there are other models", () => {
  const of = (id: string, key: string): PlanItem =>
    item(id, { price, job: { ...job(id), billing: { key, seconds: 5 } } });
  const text = textOf([of("a", "kling-v3 720P"), of("b", "kling-v3 1080P"), of("c", "veo 720P")]);
  expect(text).toContain("kling-v3 in all    2 clips     10 s  1.00 USD");
  expect(text).not.toContain("veo in all");
});

test("nothing from outside reaches the terminal as it came", () => {
  const evil = "\u001b[2J\u009b1m\u202e";
  const changes = [{ field: `f${evil}`, before: `a ${evil}`, after: `b ${evil}` }];
  const text = textOf([
    item(`x${evil}`, { reason: "changed", changes }),
    item("y", { action: "resume", reason: "in_flight", attempt: { ...attempt, taskId: evil } }),
  ]).replaceAll("\n", "");
  expect(text).toBe(visibleText(text));
});
