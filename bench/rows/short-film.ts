import { type Contestant, dailies, plainScript, renderAll } from "../harness/contestants.ts";
import { median, short } from "../harness/numbers.ts";
import type { Row } from "../harness/row.ts";

const inFlight = 50;
const generationMs = 1000;
/** The pace that both had as their best, or near to it, in the row `makespan`. */
const pollMs = 50;

/** Here start-up and the last wave weigh five times what they do over 2,000 shots. */
export const shortFilmRow: Row = {
  name: "short-film",
  what: "makespan over the ideal: 400 shots of 1 s, 50 in flight (ideal 8 s)",
  goal: "less than a plain script's",
  async measure(bench) {
    const shots = bench.quick ? 100 : 400;
    const rounds = bench.quick ? 1 : 5;
    const ideal = (shots / inFlight) * (generationMs / 1000);
    const [ours, script] = [dailies(bench), plainScript(bench)];
    const makespans = new Map<Contestant, number[]>([
      [ours, []],
      [script, []],
    ]);
    for (let round = 0; round < rounds; round += 1) {
      for (const [contestant, figures] of makespans) {
        const run = { within: bench.folder, inFlight, api: { generationMs }, shots, pollMs };
        const { timing } = await renderAll(contestant, run);
        figures.push(timing.wallSeconds / ideal);
        bench.log(`${contestant.name}: ${short(timing.wallSeconds)} s`);
      }
    }
    const of = (contestant: Contestant): number => median(makespans.get(contestant) ?? []);
    return {
      verdicts: [
        {
          goal: "makespan less than a plain script's",
          figure: `${of(ours).toFixed(3)} x`,
          rival: `${script.name}: ${of(script).toFixed(3)} x`,
          met: of(ours) < of(script),
        },
      ],
      raw: [...makespans].map(([{ name }, figures]) => ({ name, makespans: figures })),
      charts: [],
      notes: [`Medians of ${rounds} runs in turn, both with a poll interval of ${pollMs} ms.`],
    };
  },
};
