import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { dailies, type Finished, startDailies } from "../cli/dailies.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { launchBrowser, openWatched } from "../testkit/browser.ts";
import { startTestServer } from "../testkit/test-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const walk = readFileSync(join(root, "docs", "walkthrough.md"), "utf8");
const key = "sk-test-0123456789abcdef";

/** The commands of a step, each as its arguments. */
function commandsOf(step: string): string[][] {
  const from = walk.indexOf(`## ${step}`);
  const text = /```sh\n(.*?)```/s.exec(walk.slice(from))?.[1] ?? "";
  return text
    .trim()
    .split("\n")
    .map((line) =>
      line
        .replace(/^dailies /, "")
        .replaceAll("'", "")
        .split(" "),
    );
}

test("the walkthrough goes as it is written, from a rehearsal to the cut", async () => {
  const cwd = temporaryFolder();
  cpSync(join(root, "examples", "film", "frames"), join(cwd, "frames"), { recursive: true });
  const text = readFileSync(join(root, "examples", "film", "film.yaml"), "utf8");
  writeFileSync(
    join(cwd, "film.yaml"),
    text.replace(/- id: (sc020_sh0010|sc020_sh0020)\n/g, "$&    takes: 2\n"),
  );
  const server = await startTestServer({ apiKey: key, generationMs: () => 20 });
  onTestFinished(() => server.close());
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const paced = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];
  const play = async (step: string): Promise<Finished[]> => {
    const results: Finished[] = [];
    for (const args of commandsOf(step)) {
      const result = await dailies([...args, ...(args[0] === "render" ? paced : [])], { cwd, env });
      expect([args.join(" "), result.code, result.stderr]).toEqual([args.join(" "), 0, expect.any(String)]);
      results.push(result);
    }
    return results;
  };

  await play("1. Rehearse");
  expect(server.ledger.paid).toBe(0);
  expect(existsSync(join(cwd, "rehearsal", "sc010_sh0010.mp4"))).toBe(true);
  await play("2. Render");
  expect(server.ledger.paid).toBe(8);

  const [serve = []] = commandsOf("3. Look, choose, send back");
  const serving = startDailies([...serve, "--json"], { cwd, env });
  const url = await new Promise<string>((resolve) => {
    serving.child.stdout?.once("data", (line: string) => resolve(JSON.parse(line).url));
  });
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const { page, faults } = await openWatched(browser, url);
  const pressed = (name: string): Promise<void> =>
    page.getByRole("button", { name, pressed: true }).waitFor();
  await page.keyboard.press("r");
  await pressed("Send back take 1 of sc010_sh0010");
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await page.keyboard.press("n");
  await page.keyboard.type("the steam is frozen");
  await page.keyboard.press("Enter");
  await pressed("Send back take 1 of sc010_sh0020");
  await page.keyboard.press("j");
  await page.keyboard.press("2");
  await page.keyboard.press("j");
  await page.keyboard.press("2");
  await pressed("Choose take 2 of sc020_sh0020");
  await page.keyboard.press("p");
  await page.locator(".stage video[data-front]").waitFor();
  await page.keyboard.press("Escape");
  expect(faults).toEqual([]);
  await expect
    .poll(() => parse(readFileSync(join(cwd, "film.picks.yaml"), "utf8"))?.shots)
    .toMatchObject({
      sc010_sh0010: { rejected: [{ take: 1 }] },
      sc010_sh0020: { rejected: [{ take: 1 }], note: "the steam is frozen" },
      sc020_sh0010: { take: 2 },
      sc020_sh0020: { take: 2 },
    });
  serving.child.kill("SIGINT");
  await serving.finished;

  await play("4. Roll again what was sent back");
  expect(server.ledger.paid).toBe(10);
  const [, made] = await play("5. The cut");
  expect(made?.stdout).toContain("film.film.mp4: 6 shots");
  const timeline = readFileSync(join(cwd, "film.fcpxml"), "utf8");
  for (const clip of ["sc010_sh0010.mp4", "sc020_sh0010_t02.mp4", "sc020_sh0020_t02.mp4"]) {
    expect(timeline).toContain(clip);
  }
}, 120_000);
