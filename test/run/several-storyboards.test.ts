import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { VideoProvider } from "../../src/provider/provider.ts";
import type { RunEvent } from "../../src/run/events.ts";
import type { RunOutcome } from "../../src/run/plan-run.ts";
import { runPlans, type SharedRun } from "../../src/run/runner.ts";
import {
  attemptsOf,
  clipsOf,
  framedJob,
  job,
  type Prepared,
  prepare,
  providerFor,
  type Rig,
  type RunOptions,
  rig,
} from "../fakes/run-harness.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

type Film = readonly [Rig, Parameters<typeof prepare>[1], RunOptions?];

interface Together {
  readonly films: readonly Prepared[];
  /** What is about the account. */
  readonly shared: readonly RunEvent[];
  readonly outcomes: readonly Promise<RunOutcome>[];
  /** All of them, and everything closed. */
  readonly ended: Promise<readonly RunOutcome[]>;
}

/** Another storyboard of the same account. */
function beside({ server, clock }: Rig): Rig {
  const folder = temporaryFolder();
  return { folder, clips: join(folder, "clips"), server, clock };
}

/** Runs the films with one adaptor, as one process does. */
async function runTogether(
  films: readonly Film[],
  settings: Partial<SharedRun["settings"]> = {},
  changed: (provider: VideoProvider) => VideoProvider = (provider) => provider,
): Promise<Together> {
  const [first] = films;
  if (first === undefined) throw new Error("there is a film");
  const provider = changed(providerFor(first[0]));
  const prepared: Prepared[] = [];
  for (const [world, jobs, options] of films)
    prepared.push(await prepare(world, jobs, { ...options, provider }));
  const shared: RunEvent[] = [];
  const outcomes = runPlans(
    prepared.map(({ planned }) => planned),
    {
      settings: { concurrency: 8, downloads: 4, pollIntervalMs: 10_000, ...settings },
      emit: (event) => shared.push(event),
    },
  );
  const ended = Promise.all(outcomes).then(async (all) => {
    for (const film of prepared) await film.close("saved");
    return all;
  });
  return { films: prepared, shared, outcomes, ended };
}

const promptsPaid = ({ server }: Rig): unknown[] => server.ledger.tasks.map(({ body }) => body.prompt);

describe("storyboards that are run together", () => {
  test("are all rendered, each into its own folder and record", async () => {
    const [one, two] = await twoFilms();
    const { ended, shared } = await runTogether([
      [one, [job("a"), job("b")]],
      [two, [job("a")]],
    ]);
    const counts = (await ended).map((outcome) => outcome.counts);
    expect(counts).toMatchObject([{ done: 2 }, { done: 1 }]);
    expect([clipsOf(one), clipsOf(two)]).toEqual([["a.mp4", "b.mp4"], ["a.mp4"]]);
    expect(await attemptsOf(two, "a")).toHaveLength(1);
    expect(one.server.ledger.paid).toBe(3);
    expect(shared.map(({ type }) => type)).toEqual(["balance", "balance"]);
  });

  test("have one number of tasks in flight, and the first of them goes first", async () => {
    const [one, two] = await twoFilms({ manual: true });
    const interrupt = new AbortController();
    const options = { settings: { interrupt: interrupt.signal } };
    const { ended } = await runTogether(
      [
        [one, [job("a"), job("b")], options],
        [two, [job("c"), job("d")], options],
      ],
      { concurrency: 3 },
    );
    await one.server.waitFor(({ ledger }) => ledger.paid === 3);
    interrupt.abort();
    expect(
      (await ended).map(({ counts, stopped }) => [counts.unfetched, counts.notStarted, stopped]),
    ).toEqual([
      [2, 0, "interrupted"],
      [1, 1, "interrupted"],
    ]);
    expect(promptsPaid(one).sort()).toEqual(["prompt of a", "prompt of b", "prompt of c"]);
  });

  test("carry on with what any of them paid for before they pay for more", async () => {
    const [one, two] = await twoFilms({ manual: true });
    const interrupt = new AbortController();
    const settings = { interrupt: interrupt.signal };
    const before = await runTogether([[two, [job("c")], { settings }]]);
    await one.server.waitFor(({ ledger }) => ledger.paid === 1);
    interrupt.abort();
    await before.ended;
    const again = new AbortController();
    const options = { settings: { interrupt: again.signal } };
    const { ended, films } = await runTogether(
      [
        [one, [job("a")], options],
        [two, [job("c")], options],
      ],
      { concurrency: 1 },
    );
    await one.server.waitFor(({ ledger }) => ledger.counts.query > 0);
    again.abort();
    expect((await ended).map(({ counts }) => [counts.unfetched, counts.notStarted])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(one.server.ledger.paid).toBe(1);
    expect(films).toHaveLength(2);
  });

  test("upload a picture of both once", async () => {
    const [one, two] = await twoFilms();
    const picture = { "bible.gif": "GIF89a the same picture" };
    const { ended } = await runTogether([
      [one, [framedJob("a", one.folder, picture)]],
      [two, [framedJob("b", two.folder, picture)]],
    ]);
    expect((await ended).map(({ counts }) => counts.done)).toEqual([1, 1]);
    expect(one.server.ledger.counts.upload).toBe(1);
  });

  test("have one budget", async () => {
    const [one, two] = await twoFilms();
    const { ended } = await runTogether(
      [
        [one, [job("a"), job("b")]],
        [two, [job("c"), job("d")]],
      ],
      { concurrency: 1, limits: { shots: 3 } },
    );
    expect((await ended).map(({ counts, stopped }) => [counts.done, counts.notStarted, stopped])).toEqual([
      [2, 0, undefined],
      [1, 1, "budget"],
    ]);
    expect(one.server.ledger.paid).toBe(3);
  });

  test("stop together where the account takes no more, and say so once", async () => {
    const [one, two] = await twoFilms();
    one.server.script({ on: "submit", times: "always", fault: { kind: "status", status: 401 } });
    const { ended, shared, films } = await runTogether(
      [
        [one, [job("a")]],
        [two, [job("b")]],
      ],
      { concurrency: 1 },
    );
    expect((await ended).map(({ counts, stopped }) => [counts.notStarted, stopped])).toEqual([
      [1, "key_refused"],
      [1, "key_refused"],
    ]);
    expect(shared.filter(({ type }) => type === "stopping")).toMatchObject([{ reason: "key_refused" }]);
    expect(films.flatMap(({ events }) => events).some(({ type }) => type === "stopping")).toBe(false);
    expect(await attemptsOf(two, "b")).toEqual([]);
  });

  test("end each for itself: one that is stopped, or done, does not wait for the others", async () => {
    const [one, two] = await twoFilms({ manual: true });
    const [first, second] = [new AbortController(), new AbortController()];
    const { outcomes, ended } = await runTogether([
      [one, [job("a")], { settings: { interrupt: first.signal } }],
      [two, [job("b")], { settings: { interrupt: second.signal } }],
    ]);
    await one.server.waitFor(({ ledger }) => ledger.paid === 2);
    first.abort();
    expect(await outcomes[0]).toMatchObject({ stopped: "interrupted", counts: { unfetched: 1 } });
    second.abort();
    expect(await ended).toMatchObject([{}, { stopped: "interrupted", counts: { unfetched: 1 } }]);
  });

  test("never take one task for the shots of two storyboards", async () => {
    const [one, two] = await twoFilms();
    const repeatsTask = (real: VideoProvider): VideoProvider => ({
      ...withAll(real),
      submit: async (order, signal) => {
        const outcome = await real.submit(order, signal);
        return outcome.kind === "accepted"
          ? { ...outcome, taskId: one.server.ledger.tasks[0]?.taskId ?? outcome.taskId }
          : outcome;
      },
    });
    const { ended } = await runTogether(
      [
        [one, [job("a")]],
        [two, [job("b")]],
      ],
      { concurrency: 1 },
      repeatsTask,
    );
    expect((await ended).map(({ counts }) => [counts.done, counts.uncertain])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(await attemptsOf(two, "b")).toMatchObject([{ state: "uncertain", error: { code: "task_taken" } }]);
  });
});

async function twoFilms(options: Parameters<typeof rig>[0] = {}): Promise<readonly [Rig, Rig]> {
  const one = await rig(options);
  return [one, beside(one)];
}

function withAll(real: VideoProvider): VideoProvider {
  return {
    facts: real.facts,
    accountMark: (salt) => real.accountMark(salt),
    submitTurn: (signal) => real.submitTurn(signal),
    submit: (order, signal) => real.submit(order, signal),
    query: (task, signal) => real.query(task, signal),
    lookUp: (clientId, signal) => real.lookUp(clientId, signal),
    upload: (upload, signal) => real.upload(upload, signal),
    balance: (signal) => real.balance(signal),
    models: (signal) => real.models(signal),
    openResult: (request, signal) => real.openResult(request, signal),
    close: () => real.close(),
  };
}
