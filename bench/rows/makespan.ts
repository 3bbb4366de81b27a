import {
  type Contestant,
  dailies,
  gnuParallel,
  plainScript,
  type Rendered,
  renderAll,
  snakemake,
} from "../harness/contestants.ts";
import { median, short } from "../harness/numbers.ts";
import type { Bench, Measured, Row } from "../harness/row.ts";

const inFlight = 100;
const generationMs = 1000;

interface Standing {
  readonly name: string;
  readonly pollMs: number;
  readonly tuning: readonly { readonly pollMs: number; readonly wallSeconds: number }[];
  readonly runs: readonly Rendered[];
  readonly shots: number;
  readonly makespan: number;
  readonly cpuMsPerShot: number;
  readonly queriesPerShot: number;
}

/** Makespan and processor time come from the same runs. */
export const makespanRow: Row = {
  name: "makespan",
  what: "makespan over the ideal, and processor time a shot: 2,000 shots of 1 s, 100 in flight (ideal 20 s)",
  goal: "at most 1.03 and less than every rival; at most 3 ms and a tenth of GNU parallel's",
  async measure(bench) {
    const contestants = [dailies(bench), plainScript(bench), gnuParallel(bench), snakemake(bench)];
    const tuned = new Map<Contestant, Standing["tuning"]>();
    for (const contestant of contestants) tuned.set(contestant, await tune(bench, contestant));
    const runs = new Map<Contestant, Rendered[]>(contestants.map((contestant) => [contestant, []]));
    for (let round = 0; round < mostRounds; round += 1) {
      for (const contestant of contestants) {
        const { shots, rounds } = amount(bench, contestant);
        if (round >= rounds) continue;
        const pollMs = bestOf(tuned.get(contestant) ?? []);
        const rendered = await render(bench, contestant, { shots, pollMs });
        runs.get(contestant)?.push(rendered);
        const { wallSeconds, cpuSeconds } = rendered.timing;
        bench.log(`${contestant.name}: ${short(wallSeconds)} s, ${short(cpuSeconds)} s of processor time`);
      }
    }
    const standings = contestants.map((contestant) =>
      standing(contestant, {
        tuning: tuned.get(contestant) ?? [],
        runs: runs.get(contestant) ?? [],
        shots: amount(bench, contestant).shots,
      }),
    );
    return compare(standings);
  },
};

const mostRounds = 3;

interface Amount {
  readonly shots: number;
  readonly rounds: number;
  readonly tuningShots: number;
}

function amount(bench: Bench, { startsProcesses = false }: Contestant): Amount {
  if (bench.quick) return { shots: 300, rounds: 1, tuningShots: 100 };
  return startsProcesses
    ? { shots: 500, rounds: 1, tuningShots: 300 }
    : { shots: 2000, rounds: mostRounds, tuningShots: 1000 };
}

/** Looks for a contestant's best poll interval with a shorter run of the same work. */
async function tune(bench: Bench, contestant: Contestant): Promise<Standing["tuning"]> {
  const { tuningShots: shots } = amount(bench, contestant);
  const tried: { pollMs: number; wallSeconds: number }[] = [];
  for (const pollMs of contestant.polls) {
    const { timing } = await render(bench, contestant, { shots, pollMs });
    tried.push({ pollMs, wallSeconds: timing.wallSeconds });
    bench.log(`${contestant.name}, tuning: ${short(timing.wallSeconds)} s for ${shots} with ${pollMs} ms`);
  }
  return tried;
}

function bestOf(tuning: Standing["tuning"]): number {
  const [best] = tuning.toSorted((a, b) => a.wallSeconds - b.wallSeconds);
  return best?.pollMs ?? 100;
}

function render(
  bench: Bench,
  contestant: Contestant,
  run: { readonly shots: number; readonly pollMs: number },
): Promise<Rendered> {
  return renderAll(contestant, {
    within: bench.folder,
    inFlight,
    api: { generationMs },
    ...run,
  });
}

function standing(
  { name }: Contestant,
  { tuning, runs, shots }: Pick<Standing, "tuning" | "runs"> & { readonly shots: number },
): Standing {
  const ideal = (shots / inFlight) * (generationMs / 1000);
  return {
    name,
    pollMs: bestOf(tuning),
    tuning,
    shots,
    runs: runs.map(({ timing, api }) => ({ timing, api: { ...api, acceptedAtMs: [] } })),
    makespan: median(runs.map(({ timing }) => timing.wallSeconds)) / ideal,
    cpuMsPerShot: (median(runs.map(({ timing }) => timing.cpuSeconds)) * 1000) / shots,
    queriesPerShot: median(runs.map(({ api }) => api.queries)) / shots,
  };
}

function compare(standings: readonly Standing[]): Measured {
  const [ours, ...rivals] = standings;
  if (ours === undefined) throw new Error("dailies takes part");
  const tellAll = (figure: (standing: Standing) => string): string =>
    rivals.map((rival) => `${rival.name}: ${figure(rival)}`).join("; ");
  const ofParallel = rivals.find(({ name }) => name.startsWith("GNU"))?.cpuMsPerShot ?? Number.NaN;
  const charts = [
    { figure: "makespan", title: "Makespan over the ideal", unit: "x", of: (one: Standing) => one.makespan },
    { figure: "cpu", title: "Processor time a shot", unit: "ms", of: (one: Standing) => one.cpuMsPerShot },
  ].map(({ figure, title, unit, of }) => ({
    kind: "bars" as const,
    name: figure,
    title: `${title}: shots of 1 s, ${inFlight} in flight`,
    unit,
    bars: standings.map((one) => ({ label: one.name, value: of(one) })),
  }));
  return {
    verdicts: [
      {
        goal: "makespan at most 1.03 x the ideal",
        figure: `${ours.makespan.toFixed(3)} x`,
        rival: tellAll(({ makespan }) => `${makespan.toFixed(3)} x`),
        met: ours.makespan <= 1.03,
      },
      {
        goal: "makespan less than every rival's",
        figure: `${ours.makespan.toFixed(3)} x`,
        rival: `the next: ${Math.min(...rivals.map(({ makespan }) => makespan)).toFixed(3)} x`,
        met: rivals.every(({ makespan }) => ours.makespan < makespan),
      },
      {
        goal: "processor time at most 3 ms a shot",
        figure: `${short(ours.cpuMsPerShot)} ms`,
        rival: tellAll(({ cpuMsPerShot }) => `${short(cpuMsPerShot)} ms`),
        met: ours.cpuMsPerShot <= 3,
      },
      {
        goal: "processor time at most a tenth of GNU parallel's",
        figure: `1/${short(ofParallel / ours.cpuMsPerShot)} of it`,
        rival: `GNU parallel and curl: ${short(ofParallel)} ms`,
        met: ours.cpuMsPerShot <= ofParallel / 10,
      },
    ],
    raw: standings,
    charts,
    notes: [
      "From the start of the process to its end, start-up, state and verification of the clips included.",
      `Poll intervals, each contestant's best of those tried in this run: ${standings
        .map(
          ({ name, pollMs, queriesPerShot }) =>
            `${name} ${pollMs} ms (${short(queriesPerShot)} queries a shot)`,
        )
        .join(", ")}.`,
      `Shots and runs: ${standings.map(({ name, shots, runs }) => `${name} ${shots} x ${runs.length}`).join(", ")}. What starts a process for every request takes many times the ideal, and is measured with fewer.`,
    ],
  };
}
