import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanItem } from "../../src/plan/plan.ts";
import { planTotals } from "../../src/plan/totals.ts";
import { Agenda } from "../../src/run/agenda.ts";
import type { Attempt } from "../../src/state/state.ts";
import { job } from "../fakes/run-harness.ts";
import { makeWorld, session } from "../reliability/world.ts";

const verdict = fc.constantFrom<readonly [PlanItem["action"], PlanItem["reason"]]>(
  ["none", "up_to_date"],
  ["none", "clip_missing"],
  ["hold", "uncertain"],
  ["hold", "moderation_rejected"],
  ["download", "not_downloaded"],
  ["resume", "in_flight"],
  ["render", "new"],
);

const items: fc.Arbitrary<readonly PlanItem[]> = fc
  .array(fc.tuple(verdict, fc.option(fc.integer({ min: 1, max: 5 }))))
  .map((rows) =>
    rows.map(([[action, reason], expiresAt], index) => item(index, { action, reason, expiresAt })),
  );

function item(
  index: number,
  { action, reason, expiresAt }: Pick<PlanItem, "action" | "reason"> & { expiresAt: number | null },
): PlanItem {
  const attempt: Attempt = {
    attemptId: `attempt${index}`,
    state: "downloading",
    fingerprint: "v1:0",
    inputs: {},
    submittedAt: index,
    ...(expiresAt === null ? {} : { expiresAt }),
  };
  return { id: `sh${index}`, take: 1, action, reason, changes: [], price: null, attempt };
}

function agendaOf(planned: readonly PlanItem[]): Agenda {
  return new Agenda({ items: planned, totals: planTotals(planned), unrecordedClips: 0 });
}

describe("an agenda", () => {
  test("hands every piece of work out once, in film order, and what is done or held not at all", () => {
    fc.assert(
      fc.property(items, (planned) => {
        const agenda = agendaOf(planned);
        const that = (action: PlanItem["action"]) => planned.filter((one) => one.action === action);
        expect([...agenda.renders()]).toEqual(that("render"));
        expect([...agenda.resumes()]).toEqual(that("resume"));
        expect([...agenda.uncertain()]).toEqual(that("hold").filter(({ reason }) => reason === "uncertain"));
        expect(new Set(agenda.downloads())).toEqual(new Set(that("download")));
        const again = [agenda.renders(), agenda.resumes(), agenda.uncertain(), agenda.downloads()];
        expect(again.flatMap((rest) => [...rest])).toEqual([]);
      }),
    );
  });

  test("has first among downloads what expires first, and in film order what expires at once", () => {
    fc.assert(
      fc.property(items, (planned) => {
        const expiry = ({ attempt }: PlanItem): number => attempt?.expiresAt ?? Number.POSITIVE_INFINITY;
        const expected = planned
          .filter(({ action }) => action === "download")
          .toSorted((a, b) => (expiry(a) === expiry(b) ? 0 : expiry(a) - expiry(b)));
        expect([...agendaOf(planned).downloads()]).toEqual(expected);
      }),
    );
  });

  test("counts every item of the plan once", () => {
    fc.assert(
      fc.property(items, (planned) => {
        const agenda = agendaOf(planned);
        const sum = Object.values(agenda.untouched).reduce((total, count) => total + count, 0);
        expect(sum).toBe(planned.length);
        const work = planned.some(({ action }) => action !== "none" && action !== "hold");
        expect(agenda.isIdle).toBe(!work);
      }),
    );
  });
});

test("a run lets go of a shot that is done, while it goes on with the others", async () => {
  const world = await makeWorld();
  try {
    const jobs = Array.from({ length: 40 }, (_, index) => job(`sh${index}`));
    const watched = jobs.map((one) => new WeakRef(one));
    let kept: readonly number[] | undefined;
    const { exit } = await session(world, jobs, {
      concurrency: 4,
      onEvent: (event) => {
        // As the command line does: whoever plans keeps nothing.
        if (event.type === "run_started") jobs.length = 0;
        if (event.type !== "shot_done" || event.id !== "sh30") return;
        collectGarbage();
        kept = watched.flatMap((one, index) => (one.deref() === undefined ? [] : [index]));
      },
    });
    expect(exit).toBe(0);
    expect(kept?.filter((index) => index < 20)).toEqual([]);
    expect(kept).toContain(39);
  } finally {
    await world.close();
  }
});

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("this Node does not collect garbage on demand");
  collect();
}
