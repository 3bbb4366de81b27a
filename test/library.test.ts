import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "./fakes/temporary-folder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const library = pathToFileURL(join(root, "dist/index.js")).href;

/** Tells each module that is loaded on standard error. */
const tellModules = `
  import { register } from "node:module";
  const hooks = "export async function load(url, context, next) { process._rawDebug(url); return next(url, context); }";
  register("data:text/javascript," + encodeURIComponent(hooks));
`;

async function runScript(script: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const cwd = temporaryFolder();
  cpSync(join(root, "examples/quick-start"), cwd, { recursive: true });
  const hook = `data:text/javascript,${encodeURIComponent(tellModules)}`;
  const args = ["--import", hook, "--input-type=module", "--eval", script];
  return promisify(execFile)(process.execPath, args, { cwd });
}

test("the library loads and plans a storyboard without the command line or the live view", async () => {
  const { stdout, stderr } = await runScript(`
    import { loadStoryboard, makePlan, readState, statePaths } from ${JSON.stringify(library)};
    const loaded = await loadStoryboard({ file: "storyboard.yaml" });
    const stored = await readState(statePaths("storyboard.yaml", { rehearsal: false }));
    if (!loaded.ok || !stored.ok) throw new Error("not loaded");
    const { totals } = makePlan({
      jobs: loaded.value.jobs,
      state: stored.value.state,
      clipOnDisk: () => ({ kind: "missing" }),
      now: Date.now(),
    });
    console.log(totals.render);
  `);
  expect(stdout).toBe("3\n");
  expect(stderr).toContain("dist/index.js");
  expect(stderr).not.toMatch(/listr2|stricli|mediabunny\/server|dist\/(cli|report)\//);
});
