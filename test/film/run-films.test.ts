import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/time/clock.ts";
import { type Film, openFilm } from "../../src/film/open-film.ts";
import { runFilms } from "../../src/film/several/run-films.ts";
import type { VideoProvider } from "../../src/provider/provider.ts";
import { createToApis } from "../../src/provider/toapis/to-apis.ts";
import type { RunEvent } from "../../src/run/events.ts";
import type { SessionsOutcome } from "../../src/run/session/request.ts";
import { writeFiles } from "../cli/dailies.ts";
import { apiKey } from "../fakes/run-harness.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer } from "../testkit/test-server.ts";

interface Played {
  readonly outcome: SessionsOutcome;
  /** What happened, in order: events with their files, and `closed` where the adaptor was. */
  readonly heard: readonly string[];
  readonly paid: number;
}

/** Runs two films with one adaptor; `hasKey` says which of them get it. */
async function play(hasKey: (file: string) => boolean = () => true): Promise<Played> {
  const folder = temporaryFolder();
  const names = ["one", "two"];
  const textOf = (name: string): string =>
    `version: 1\noutput: ${name}\nshots:\n  - { id: a, prompt: a of ${name}, model: kling-v3 }\n`;
  writeFiles(folder, Object.fromEntries(names.map((name) => [`${name}.yaml`, textOf(name)])));
  const server = await startTestServer({ apiKey, generationMs: () => 20 });
  onTestFinished(() => server.close());
  const films: Film[] = [];
  for (const name of names) {
    const opened = await openFilm({ file: join(folder, `${name}.yaml`) });
    if (!opened.ok) throw new Error("the film is valid");
    films.push(opened.value);
  }
  const limits = { submitPerSecond: "off", queryPerSecond: "off" } as const;
  const real = createToApis({ baseUrl: new URL(server.url), apiKey, clock: systemClock, limits });
  const heard: string[] = [];
  const close = real.close.bind(real);
  const adaptor: VideoProvider = Object.assign(real, {
    close: async () => {
      heard.push("closed");
      await close();
    },
  });
  const outcome = await runFilms(
    films.map((film) => ({ film, selection: {} })),
    {
      command: "render",
      connect: async (_name, film) => (hasKey(film.file) ? adaptor : undefined),
      concurrency: 4,
      downloads: 2,
      pollIntervalMs: 20,
      interrupt: new AbortController().signal,
      emit: ({ type, file = "all" }: RunEvent) => heard.push(`${type} ${file.slice(-8)}`),
    },
  );
  return { outcome, heard, paid: server.ledger.paid };
}

test("films of one account share its adaptor, which is closed once, behind everything else", async () => {
  const { outcome, heard, paid } = await play();
  expect(outcome).toMatchObject({
    kind: "finished",
    exitCode: 0,
    sessions: [{ exitCode: 0 }, { exitCode: 0 }],
  });
  expect(heard.filter((what) => what === "closed")).toHaveLength(1);
  expect(heard[0]).toBe("run_started all");
  expect(heard.slice(-2)).toEqual(["run_finished all", "closed"]);
  expect(heard).toContain("run_finished one.yaml");
  expect(heard).toContain("run_finished two.yaml");
  expect(paid).toBe(2);
});

test("a film without a key stops all of them before anything is paid", async () => {
  const { outcome, heard, paid } = await play((file) => file.endsWith("one.yaml"));
  expect(outcome).toMatchObject({
    kind: "refused",
    index: 1,
    refusal: { kind: "no_key" },
    counts: { notStarted: 2 },
  });
  expect(heard).toEqual(["closed"]);
  expect(paid).toBe(0);
});
