import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../src/base/seeded-random.ts";
import type { FaultScript } from "../testkit/faults.ts";
import { openSite, predecessorOf, shotsOf, startRender } from "./site.ts";
import type { Kill, Trial } from "./trial.ts";

export const shotsPerStoryboard = 50;

/** How many changes of the disk one undisturbed run of a storyboard makes, as the crash hook counts them. */
export async function countPoints(shots: number): Promise<number> {
  const site = await openSite(shots, []);
  const folder = mkdtempSync(join(tmpdir(), "dailies-chaos-"));
  try {
    const countFile = join(folder, "count");
    const { code, errors } = await startRender(site, { crash: { at: 0, countFile } }).ended;
    if (code !== 0) throw new Error(`an undisturbed run ended with ${code}: ${errors}`);
    return Number(readFileSync(countFile, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await site.close();
  }
}

/** A run that dies at the n-th change of the disk, from 1. */
export function trialOfPoint(at: number, shots: number): Trial {
  return { shots, kills: [{ kind: "point", at }] };
}

/** Two kills at random moments on one storyboard; every second seed has a faulty network on top. */
export function trialOfSeed(seed: number, shots: number): Trial {
  const random = seededRandom(seed);
  const links = linksOf(shotsOf(shots));
  const kills = [randomKill(random, links), randomKill(random, links)];
  return { shots, kills, faults: seed % 2 === 0 ? [] : faultsFrom(random, shots) };
}

/** Kills in each link of the first chain, one after the other, and in the branch from its head. */
export function trialOfLinks(shots: number): Trial {
  const links = linksOf(shotsOf(shots)).slice(0, 4);
  return { shots, kills: links.map((shot, index) => ({ kind: "link", shot, delayMs: index * 25 })) };
}

function linksOf(shots: readonly string[]): string[] {
  return shots.filter((shot) => predecessorOf(shots, shot) !== undefined);
}

/** A run of fifty shots takes about a second; most moments lie in the part of it that talks to the provider. */
function randomKill(random: () => number, links: readonly string[]): Kill {
  if (random() < 0.1) return { kind: "moment", after: "start", delayMs: Math.round(random() * 400) };
  const shot = random() < 0.25 ? links[Math.floor(random() * links.length)] : undefined;
  if (shot !== undefined) return { kind: "link", shot, delayMs: Math.round(random() * 150) };
  return { kind: "moment", after: "first request", delayMs: Math.round(random() * 800) };
}

function faultsFrom(random: () => number, shots: number): FaultScript {
  const after = (): number => Math.floor(random() * shots);
  return [
    { on: "submit", accepts: true, after: after(), fault: { kind: "reset", when: "after_reading" } },
    { on: "submit", after: after(), fault: { kind: "reset", when: "before_reading" } },
    { on: "submit", after: after(), times: 3, fault: { kind: "rate_limited" } },
    { on: "query", after: after(), times: 4, fault: { kind: "status", status: 500 } },
    { on: "query", after: after(), times: 3, fault: { kind: "html" } },
    { on: "result", after: after(), times: 3, fault: { kind: "truncated", afterBytes: 900, by: "reset" } },
    { on: "result", after: after(), times: 2, fault: { kind: "html" } },
  ];
}
