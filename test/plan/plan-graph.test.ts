import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Job, Need } from "../../src/manifest/job.ts";
import { planTotals } from "../../src/plan/money/totals.ts";
import type { Plan, PlanAction, PlanItem, PlanReason } from "../../src/plan/plan.ts";
import { PlanGraph, type WorkKind } from "../../src/plan/plan-graph.ts";
import { job } from "../fakes/run-harness.ts";

interface Shot {
  readonly id: string;
  readonly needs?: readonly string[];
  readonly action?: PlanAction;
  readonly reason?: PlanReason;
}

function planOf(shots: readonly Shot[]): Plan {
  const items = shots.map(({ id, needs = [], action = "render", reason = "new" }): PlanItem => {
    const needed: readonly Need[] = needs.map((one) => ({ id: one, take: 1 }));
    const own: Job = { ...job(id), needs: needed };
    return { id, take: 1, action, reason, changes: [], price: null, job: own };
  });
  return { items, totals: planTotals(items), unrecordedClips: [], orphans: [], renames: [] };
}

const kinds: readonly WorkKind[] = ["download", "resume", "render"];

function takeAny(graph: PlanGraph): PlanItem | undefined {
  for (const kind of kinds) {
    const item = graph.take(kind);
    if (item !== undefined) return item;
  }
  return undefined;
}

function idsOf(items: readonly PlanItem[]): string[] {
  return items.map(({ id }) => id);
}

describe("PlanGraph", () => {
  test("hands out renders in film order where nothing is needed", () => {
    const graph = new PlanGraph(planOf([{ id: "a" }, { id: "b" }, { id: "c" }]));
    expect(
      [graph.take("render"), graph.take("render"), graph.take("render")].map((item) => item?.id),
    ).toEqual(["a", "b", "c"]);
    expect(graph.take("render")).toBeUndefined();
  });

  test("a follower is ready when the clip that it needs is there, and not before", () => {
    const graph = new PlanGraph(planOf([{ id: "a" }, { id: "b", needs: ["a"] }]));
    const first = graph.take("render");
    expect(first?.id).toBe("a");
    expect(graph.isReady("render")).toBe(false);
    if (first === undefined) throw new Error("a is ready");
    expect(graph.finished(first, { hasClip: true })).toEqual([]);
    expect(graph.take("render")?.id).toBe("b");
    expect(graph.hasUnfinished).toBe(true);
  });

  test("what is up to date already is not waited for", () => {
    const graph = new PlanGraph(
      planOf([
        { id: "a", action: "none", reason: "up_to_date" },
        { id: "b", needs: ["a"] },
      ]),
    );
    expect(graph.take("render")?.id).toBe("b");
  });

  test("a predecessor that failed gives up everything behind it, and nothing else", () => {
    const graph = new PlanGraph(
      planOf([{ id: "a" }, { id: "b", needs: ["a"] }, { id: "c", needs: ["b"] }, { id: "d" }]),
    );
    const first = graph.take("render");
    if (first === undefined) throw new Error("a is ready");
    expect(idsOf(graph.finished(first, { hasClip: false }))).toEqual(["b", "c"]);
    const last = graph.take("render");
    expect(last?.id).toBe("d");
    if (last !== undefined) graph.finished(last, { hasClip: true });
    expect(graph.hasUnfinished).toBe(false);
  });

  test("a held predecessor blocks its followers from the start", () => {
    const graph = new PlanGraph(
      planOf([
        { id: "a", action: "hold", reason: "uncertain" },
        { id: "b", needs: ["a"] },
        { id: "c", needs: ["b"] },
        { id: "d", action: "none", reason: "clip_missing" },
        { id: "e", needs: ["d"] },
      ]),
    );
    expect(idsOf(graph.blocked)).toEqual(["b", "c", "e"]);
    expect(graph.hasUnfinished).toBe(false);
  });

  test("the head of the longest chain goes first, whatever its place in the film", () => {
    const graph = new PlanGraph(
      planOf([
        { id: "a" },
        { id: "b" },
        { id: "c1" },
        { id: "c2", needs: ["c1"] },
        { id: "c3", needs: ["c2"] },
      ]),
    );
    expect(graph.take("render")?.id).toBe("c1");
    expect(graph.take("render")?.id).toBe("a");
  });

  test("however many chains and slots: the film takes as long as its longest chain, or as its work over the slots", () => {
    const chains = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(chains, fc.integer({ min: 1, max: 5 }), (lengths, slots) => {
        const shots = lengths.flatMap((length, chain) =>
          Array.from({ length }, (_, link) => ({
            id: `${chain}.${link}`,
            ...(link > 0 && { needs: [`${chain}.${link - 1}`] }),
          })),
        );
        const graph = new PlanGraph(planOf(shots));
        // Every clip takes one beat; no schedule is faster than this.
        const work = lengths.reduce((sum, length) => sum + length, 0);
        const fastest = Math.max(...lengths, Math.ceil(work / slots));
        let beats = 0;
        for (; graph.hasUnfinished; beats += 1) {
          const taken = Array.from({ length: slots }, () => graph.take("render"));
          for (const item of taken) if (item !== undefined) graph.finished(item, { hasClip: true });
        }
        expect(beats).toBe(fastest);
      }),
    );
  });

  test("a circle, and a need that the plan does not know, are bugs of whoever made the plan", () => {
    expect(
      () =>
        new PlanGraph(
          planOf([
            { id: "a", needs: ["b"] },
            { id: "b", needs: ["a"] },
          ]),
        ),
    ).toThrow("circle");
    expect(() => new PlanGraph(planOf([{ id: "a", needs: ["x"] }]))).toThrow("needs x");
  });

  test("a chain of 10,000 jobs is worked off from its head to its end", () => {
    const shots = Array.from({ length: 10_000 }, (_, n) => ({
      id: `s${n}`,
      needs: n === 0 ? [] : [`s${n - 1}`],
    }));
    const graph = new PlanGraph(planOf(shots));
    const done: string[] = [];
    for (let item = graph.take("render"); item !== undefined; item = graph.take("render")) {
      done.push(item.id);
      graph.finished(item, { hasClip: true });
    }
    expect(done).toEqual(shots.map(({ id }) => id));
  });

  test("whatever the graph: each job once, none before its needs, and all that can be done is done", () => {
    const graphs = fc.array(
      fc.record({
        needs: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
        fails: fc.boolean(),
        action: fc.constantFrom<PlanAction>(
          "render",
          "render",
          "render",
          "resume",
          "download",
          "none",
          "hold",
        ),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.nat()), (nodes, choices) => {
        const shots = nodes.map(({ needs, action }, n): Shot => {
          const earlier = [...new Set(needs)].filter((need) => need < n).map((need) => `s${need}`);
          const reason = action === "none" ? "up_to_date" : "new";
          return { id: `s${n}`, needs: earlier, action, reason };
        });
        const plan = planOf(shots);
        const graph = new PlanGraph(plan);
        const clips = new Set(shots.filter(({ action }) => action === "none").map(({ id }) => id));
        const ended: string[] = idsOf(graph.blocked);
        const started: PlanItem[] = [];
        while (graph.hasUnfinished) {
          const next = takeAny(graph);
          if (next !== undefined) started.push(next);
          if (next !== undefined && (choices.next().value ?? 0) % 2 === 0) continue;
          const [over] = started.splice((choices.next().value ?? 0) % started.length, 1);
          if (over === undefined) throw new Error("unfinished work is ready or started");
          if (over.action === "render") {
            for (const need of over.job?.needs ?? []) expect(clips).toContain(need.id);
          }
          const hasClip = nodes[Number(over.id.slice(1))]?.fails !== true;
          if (hasClip) clips.add(over.id);
          ended.push(over.id, ...idsOf(graph.finished(over, { hasClip })));
        }
        const work = plan.items.filter(({ action }) => action !== "none" && action !== "hold");
        expect(ended.toSorted()).toEqual(idsOf(work).toSorted());
      }),
    );
  });
});
