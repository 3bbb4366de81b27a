import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startTestServer } from "../../testkit/test-server.ts";
import { type Finished, type Spawning, startDailies } from "../dailies.ts";
import { contentOf, hostileProject, writeProject } from "./project.ts";
import { hostileText, rawCharacters } from "./strings.ts";

/** More for a long look: `DAILIES_PROPERTY_RUNS=500 npx vitest run test/cli/hostile`. */
const numRuns = Number(process.env.DAILIES_PROPERTY_RUNS ?? 20);
/** A failure names its seed; this replays it. */
const seed = process.env.DAILIES_PROPERTY_SEED;

/** A run that waits for the network is asked to stop after so long. */
const patienceMs = 2_500;
const waitsForNetwork: ReadonlySet<string> = new Set(["render", "retry", "rescue"]);
/** By then every command has ended, or it hangs. */
const mostMs = 30_000;

const picture = readFileSync(join(import.meta.dirname, "../../../specs/batches/frames/night.png"));

const commandLine = fc
  .tuple(
    fc.constantFrom("check", "status", "status", "plan", "plan", "render", "retry", "rescue", "resolve"),
    fc.boolean(),
    hostileText.map((text) => text.replaceAll("\0", "")),
  )
  .map(([command, json, text]) => [
    command,
    "film.yaml",
    ...(command === "resolve"
      ? text.length % 2 === 0
        ? ["sh02", "--not-submitted"]
        : [`s${text}`, "--task", `t${text}`]
      : []),
    ...(command === "plan" ? [`--budget=${text.length % 3 === 0 ? "1" : text}`] : []),
    ...(command === "status" && text.length % 3 === 0 ? [`--only=${text}`] : []),
    ...(json ? ["--json"] : []),
  ]);

test(
  "whatever files say and are, no command fails as a bug, hangs, writes elsewhere, or lets a raw character through",
  async () => {
    const server = await startTestServer({ apiKey: "sk-hostile", generationMs: () => 10 });
    // Always given, so that no `.env` sends anything off this machine.
    const base = { TOAPIS_BASE_URL: server.url };
    const key = { TOAPIS_API_KEY: "sk-hostile" };
    try {
      await fc.assert(
        fc.asyncProperty(hostileProject, commandLine, fc.boolean(), async (project, args, hasKey) => {
          const parent = mkdtempSync(join(tmpdir(), "dailies-hostile-"));
          const [folder, outside] = [join(parent, "film"), join(parent, "outside")];
          try {
            mkdirSync(folder);
            mkdirSync(outside);
            writeFileSync(join(outside, "precious"), "precious: text\n");
            writeProject(folder, project, { outside, picture });
            const before = contentOf(outside);
            const ended = await run(args, { cwd: folder, env: hasKey ? { ...base, ...key } : base });
            expect(contentOf(outside)).toEqual(before);
            expectTame(ended, args.includes("--json"));
          } finally {
            rmSync(parent, { recursive: true, force: true });
          }
        }),
        { numRuns, endOnFailure: numRuns <= 100, ...(seed === undefined ? {} : { seed: Number(seed) }) },
      );
    } finally {
      await server.close();
    }
  },
  20_000 + numRuns * mostMs,
);

async function run(args: readonly string[], spawning: Spawning): Promise<Finished> {
  const { child, finished } = startDailies(args, spawning);
  const stop = setTimeout(() => {
    if (waitsForNetwork.has(args[0] ?? "")) child.kill("SIGINT");
  }, patienceMs);
  const kill = setTimeout(() => child.kill("SIGKILL"), mostMs);
  try {
    return await finished;
  } finally {
    clearTimeout(stop);
    clearTimeout(kill);
  }
}

function expectTame({ code, signal, stdout, stderr }: Finished, isJson: boolean): void {
  // Interrupted before it listened is an end, too; killed after a long wait is none.
  expect(signal, stderr).not.toBe("SIGKILL");
  expect(code, stderr).not.toBe(70);
  expect(stderr).not.toContain("This is a bug");
  expect(rawCharacters.exec(stdout)?.[0]).toBeUndefined();
  expect(rawCharacters.exec(stderr)?.[0]).toBeUndefined();
  if (!isJson || stdout === "") return;
  const texts = stdout.startsWith("{\n") ? [stdout] : stdout.trimEnd().split("\n");
  for (const text of texts) expect(() => JSON.parse(text), text).not.toThrow();
}
