import type { Problem } from "../../diagnostics/problem.ts";
import type { Reporter } from "../reporter.ts";
import type { BoundShot } from "./bind-shots.ts";

/** From this link of a chain on, what the pictures lose is seen. */
const longChain = 4;

/** Chains that go in a circle are errors; of a long one a warning says that its pictures soften. */
export function checkChains(shots: readonly BoundShot[], reporter: Reporter): void {
  const byId = new Map(shots.map((shot) => [shot.id, shot]));
  const lengths = new Map<string, number>();
  const complain = (shot: BoundShot, problem: Problem, severity: "error" | "warning"): void => {
    const [first] = shot.chained;
    if (first !== undefined) reporter.add(problem, first.at, { severity });
  };
  for (const start of shots) {
    if (start.chained.length === 0 || lengths.has(start.id)) continue;
    // Followed with a list of its own: a chain may be as long as the film.
    const way: BoundShot[] = [start];
    const onWay = new Set([start.id]);
    for (let shot = way.at(-1); shot !== undefined; shot = way.at(-1)) {
      const open = shot.chained.map(({ id }) => id).find((id) => byId.has(id) && !lengths.has(id));
      const next = open === undefined ? undefined : byId.get(open);
      if (next === undefined) {
        const before = shot.chained.map(({ id }) => lengths.get(id) ?? 0);
        lengths.set(shot.id, 1 + Math.max(0, ...before));
        way.pop();
        onWay.delete(shot.id);
      } else if (onWay.has(next.id)) {
        const through = [...way.slice(way.indexOf(next)).map(({ id }) => id), next.id];
        complain(shot, { kind: "chain_cycle", through }, "error");
        // Taken for an end, so that each circle is said once.
        lengths.set(next.id, 1);
      } else {
        way.push(next);
        onWay.add(next.id);
      }
    }
  }
  for (const shot of shots) {
    const length = lengths.get(shot.id) ?? 1;
    // Counted in links, which are one fewer than the shots.
    if (shot.chained.length > 0 && length - 1 === longChain) {
      complain(shot, { kind: "chain_long", links: length - 1 }, "warning");
    }
  }
}
