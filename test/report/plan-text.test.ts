import { expect, test } from "vitest";
import type { Job } from "../../src/manifest/job.ts";
import type { PlanItem } from "../../src/plan/plan.ts";
import { planTotals } from "../../src/plan/totals.ts";
import { palette } from "../../src/report/palette.ts";
import { planJson } from "../../src/report/plan-json.ts";
import { planText } from "../../src/report/plan-text.ts";
import { planSchema } from "../../src/report/schemas/plan.ts";
import type { Attempt } from "../../src/state/state.ts";

function job(id: string): Job {
  return {
    id,
    take: 1,
    kind: "clip",
    needs: [],
    request: { contract: "kling-v3@2026-05", parameters: {}, frames: {} },
    body: {},
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

function textOf(items: readonly PlanItem[]): string {
  return planText(
    { items, totals: planTotals(items), unrecordedClips: [] },
    { file: "film.yaml", palette: palette(false) },
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
    JSON.stringify(planJson({ items: mixed, totals: planTotals(mixed), unrecordedClips: [] })),
  );
  const parsed = planSchema.parse(json);
  expect(parsed).toEqual(json);
  expect(parsed.jobs.map(({ id }) => id)).toEqual(mixed.map(({ id }) => id));
  expect(parsed.jobs.at(-1)).toMatchObject({ line: null, billing_key: null, task_id: "task_1" });
});
