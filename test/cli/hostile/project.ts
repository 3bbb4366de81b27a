import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { encodeLockfile } from "../../../src/lockfile/encode.ts";
import { encodeChange, encodeHeader } from "../../../src/lockfile/journal/journal-line.ts";
import { statePaths } from "../../../src/lockfile/paths.ts";
import { encodeHolder } from "../../../src/run-lock/lock-record.ts";
import { thisMachine } from "../../../src/run-lock/machine.ts";
import type { Attempt, LockState, StateChange } from "../../../src/state/state.ts";
import { type Mutation, mutated, mutations } from "./mutate.ts";
import { hostileText } from "./strings.ts";

/** What stands beside the storyboard, and what is wrong with it. */
export interface HostileProject {
  /** Added to every free text of lockfile, journal and run lock, which stay valid. */
  readonly words: string;
  readonly storyboard: readonly Mutation[];
  readonly lockfile: readonly Mutation[] | undefined;
  readonly journal: readonly Mutation[] | undefined;
  readonly runLock: readonly Mutation[] | undefined;
  readonly prices: readonly Mutation[] | undefined;
  readonly dotenv: readonly (readonly [name: string, value: string])[];
  readonly odd: { readonly place: OddPlace; readonly kind: OddKind } | undefined;
}

/** Where anything at all may be found in place of a file. */
const oddPlaces = [
  ".env",
  ".dailies",
  ".dailies/film.yaml.json",
  ".dailies/film.yaml.json.tmp",
  "dailies.yaml",
  "film.yaml",
  "day.png",
  "film.lock.json",
  "film.journal",
  "film.run.lock",
  "clips",
  "clips/sh01.mp4",
  "clips/superseded",
] as const;
type OddPlace = (typeof oddPlaces)[number];

const oddKinds = ["folder", "pipe", "device", "dangling link", "link outside", "link to itself"] as const;
type OddKind = (typeof oddKinds)[number];

/** No more than one thing is broken at a time: a command that refuses the first broken file looks at no other. */
const broken = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("storyboard", "lockfile", "journal", "runLock", "prices"), mutations)
      .map(([name, changes]) => ({ [name]: changes })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ place: fc.constantFrom(...oddPlaces), kind: fc.constantFrom(...oddKinds) })
      .map((odd) => ({ odd })),
  },
);

const sound = fc.record({
  words: fc.oneof({ weight: 1, arbitrary: fc.constant("") }, { weight: 4, arbitrary: hostileText }),
  storyboard: fc.constant([]),
  lockfile: fc.constantFrom([], [], [], undefined),
  journal: fc.constantFrom([], undefined),
  runLock: fc.constantFrom([], undefined, undefined, undefined),
  prices: fc.constantFrom([], undefined),
  dotenv: fc.array(fc.tuple(fc.constantFrom("TOAPIS_API_KEY", "TOAPIS_BASE_URL", "__proto__"), hostileText), {
    maxLength: 3,
  }),
  odd: fc.constant(undefined),
});

export const hostileProject: fc.Arbitrary<HostileProject> = fc
  .tuple(sound, broken)
  .map(([project, change]) => ({ ...project, ...change }));

const at = Date.UTC(2026, 10, 24, 8);
const fingerprint = `v1:${"ab".repeat(32)}`;
const inputsWith = (words: string) => ({
  model: "kling-v3@2026-05",
  prompt: `A city${words}`,
  [`x${words}`]: words,
});
const errorWith = (words: string) => ({ code: `task_failed${words}`, message: `The model gave up${words}` });
const clip = {
  file: "sh01.mp4",
  sha256: "cd".repeat(32),
  bytes: 99,
  durationSeconds: 5,
  width: 1280,
  height: 720,
};

function attempts(words: string): LockState {
  const error = errorWith(words);
  const begun = { fingerprint, inputs: inputsWith(words), submittedAt: at };
  const one = (attempt: Attempt) => [{ take: 1, attempts: [attempt] }];
  const expiresAt = Math.floor(at / 1000) + 86_400;
  return new Map([
    [
      "sh01",
      one({
        ...begun,
        attemptId: "a1",
        state: "done",
        taskId: `t1${words}`,
        finishedAt: at + 1,
        expiresAt,
        clip,
      }),
    ],
    ["sh02", one({ ...begun, attemptId: "a2", state: "uncertain", error })],
    [
      "sh03",
      one({ ...begun, attemptId: "a3", state: "failed", finishedAt: at + 1, error, taskId: `t3${words}` }),
    ],
    ["gone", one({ ...begun, attemptId: "a4", state: "in_progress", taskId: `t4${words}` })],
  ]);
}

function changesWith(words: string): StateChange[] {
  const [inputs, error] = [inputsWith(words), errorWith(words)];
  return [
    { id: "sh04", take: 1, attemptId: "a5", type: "submitting", fingerprint, inputs, at },
    { id: "sh04", take: 1, attemptId: "a5", type: "accepted", taskId: `t5${words}` },
    { id: "sh05", take: 1, attemptId: "a6", type: "submitting", fingerprint, inputs, at },
    { id: "sh05", take: 1, attemptId: "a6", type: "uncertain", error },
  ];
}

const film = {
  version: 1,
  title: "Film",
  prices: { currency: "USD", date: "2026-11-01", per_second: { "kling-v3 720P": 0.07 } },
  defaults: { model: "kling-v3" },
  shots: [
    { id: "sh01", prompt: "A city", first_frame: "day.png" },
    { id: "sh02", prompt: "A harbour" },
    { id: "sh03", prompt: "A cat", takes: 2 },
    { id: "sh04", prompt: "A street" },
    { id: "sh05", prompt: "A roof" },
  ],
};

/** Writes the project into an empty folder; `outside` is a folder that nothing may touch. */
export function writeProject(
  folder: string,
  project: HostileProject,
  { outside, picture }: { readonly outside: string; readonly picture: Uint8Array },
): void {
  const write = (name: string, content: string | Uint8Array): void =>
    writeFileSync(join(folder, name), content);
  // JSON is YAML, but for surrogates alone and the like, which make it nearly valid.
  write("film.yaml", JSON.stringify(mutated(film, project.storyboard), null, 1));
  write("day.png", picture);
  if (project.lockfile !== undefined) {
    const json: unknown = JSON.parse([...encodeLockfile(attempts(project.words), "render")].join(""));
    write("film.lock.json", `${JSON.stringify(mutated(json, project.lockfile), null, 2)}\n`);
  }
  if (project.journal !== undefined) {
    const header = encodeHeader(statePaths("film.yaml", { rehearsal: false }));
    const lines: unknown[] = [header, ...changesWith(project.words).map(encodeChange)].map((line) =>
      JSON.parse(line),
    );
    const changed = mutated(lines, project.journal) as unknown[];
    write(
      "film.journal",
      Object.values(changed)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
  }
  if (project.runLock !== undefined) {
    const { host, id } = thisMachine();
    const holder = encodeHolder({
      nonce: "n",
      host,
      machine: id,
      pid: process.pid,
      command: `dailies render film.yaml${project.words}`,
      startedAt: at,
    });
    write("film.run.lock", JSON.stringify(mutated(JSON.parse(holder), project.runLock)));
  }
  if (project.prices !== undefined)
    write("dailies.yaml", JSON.stringify(mutated({ prices: film.prices }, project.prices)));
  write(".env", project.dotenv.map(([name, value]) => `${name}=${value}\n`).join(""));
  if (project.odd !== undefined) putOddFile(join(folder, project.odd.place), project.odd.kind, outside);
}

function putOddFile(path: string, kind: OddKind, outside: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  switch (kind) {
    case "folder":
      mkdirSync(path);
      break;
    case "pipe":
      execFileSync("mkfifo", [path]);
      break;
    case "device":
      symlinkSync("/dev/zero", path);
      break;
    case "dangling link":
      symlinkSync(join(outside, "not there"), path);
      break;
    case "link outside":
      symlinkSync(/(?:\.dailies|clips|superseded)$/.test(path) ? outside : join(outside, "precious"), path);
      break;
    case "link to itself":
      symlinkSync(path, path);
      break;
  }
}

/** Names and contents of a folder, to be compared with later. */
export function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const file = join(folder, name);
      return [name, statSync(file).isFile() ? readFileSync(file, "utf8") : "folder"];
    }),
  );
}
