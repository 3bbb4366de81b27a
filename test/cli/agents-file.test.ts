import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { eventsOf, type Finished, writeFiles } from "./dailies.ts";
import { openStage, type Stage } from "./stage.ts";

/**
 * The paragraph: "A lighthouse keeper wakes before dawn. She climbs the stairs with a lamp, and when she reaches the top,
 * the first light is on the sea." What an agent that has read AGENTS.md writes of it, with prices that its person gave.
 */
const fromTheParagraph = `version: 1
title: The keeper
prices: { currency: USD, date: 2026-11-20, per_clip: { "kling-v3 720P": 0.5 } }
defaults: { model: kling-v3, aspect_ratio: "16:9", duration: 5 }
scenes:
  - scene: sc010
    shots:
      sh0010: A lighthouse keeper opens her eyes in a dark room, one window, grey light
      sh0020: { prompt: She climbs a spiral stair with an oil lamp in her hand, takes: 2 }
      sh0030: From the top of the lighthouse the first light of dawn lies on a calm sea
`;

/** The commands of AGENTS.md in their order, each as its arguments. */
function commandsOf(page: string): string[][] {
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, text = ""]) => text);
  return blocks
    .join("\n")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      expect(line).toMatch(/^dailies /);
      return [...line.matchAll(/"([^"]*)"|(\S+)/g)]
        .map(([, quoted, plain]) => quoted ?? plain ?? "")
        .slice(1);
    });
}

async function openFilm(text: string): Promise<{ readonly stage: Stage; readonly page: string }> {
  const stage = await openStage({ "README.md": "An empty folder, but for this." });
  const made = await stage.run("init", "--agents", "--json");
  expect(made.code).toBe(0);
  const page = readFileSync(join(stage.cwd, "AGENTS.md"), "utf8");
  writeFiles(stage.cwd, { "storyboard.yaml": text });
  return { stage, page };
}

test("an agent that has AGENTS.md and the command alone makes a film of a paragraph, with every command of the file", async () => {
  const { stage, page } = await openFilm(fromTheParagraph);
  let hash = "";
  const answers = new Map<string, Finished>();
  for (const command of commandsOf(page)) {
    const words = command.map(
      (word) => ({ HASH: hash, AMOUNT: "5", SHOT: "sc010_sh0020" })[word as "HASH"] ?? word,
    );
    const finished = await stage.run(...words);
    expect([words.join(" "), finished.code, finished.stderr], finished.stdout).toEqual([
      words.join(" "),
      0,
      finished.stderr,
    ]);
    if (words[0] === "plan")
      hash = z.object({ plan_hash: z.string() }).parse(JSON.parse(finished.stdout)).plan_hash;
    answers.set(words.slice(0, 3).join(" "), finished);
  }
  // Four takes, and the one that was sent back.
  expect(stage.server.ledger.paid).toBe(5);
  const film = answers.get("assemble storyboard.yaml --json");
  const { shots } = z
    .object({ shots: z.array(z.object({ id: z.string(), take: z.number(), missing: z.boolean() })) })
    .parse(JSON.parse(film?.stdout ?? ""));
  expect(shots.map(({ id, take, missing }) => [id, take, missing])).toEqual([
    ["sc010_sh0010", 1, false],
    ["sc010_sh0020", 2, false],
    ["sc010_sh0030", 1, false],
  ]);
  const status = statusSchema.parse(
    JSON.parse((await stage.run("status", "storyboard.yaml", "--json")).stdout),
  );
  expect(status.shots.every(({ state }) => state === "done")).toBe(true);
});

test("the storyboard that AGENTS.md shows is valid, and a render by a hash that was not seen is refused", async () => {
  const { stage, page } = await openFilm("");
  writeFiles(stage.cwd, { "storyboard.yaml": /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "" });
  const checked = await stage.run("check", "storyboard.yaml", "--json");
  expect(JSON.parse(checked.stdout)).toEqual({ shots: 2, takes: 3, diagnostics: [] });
  const refused = await stage.run("render", "storyboard.yaml", "--plan", "0123456789abcdef", "--json");
  expect(refused.code).toBe(2);
  expect(eventsOf(refused)).toMatchObject([
    { type: "refused", reason: "plan_changed" },
    { type: "run_finished" },
  ]);
  expect(stage.server.ledger.paid).toBe(0);
});
