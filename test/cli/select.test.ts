import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import * as z from "zod";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { builtDailies, dailies, writeFiles } from "./dailies.ts";

const film = `version: 1
defaults: { model: kling-v3 }
scenes:
  - scene: sc010
    tags: [night]
    shots:
      sh0010: A door
      sh0020: A hall
  - scene: sc020
    shots:
      sh0010: { prompt: The sea, tags: [hero] }
      sh0020: { prompt: The pier, skip: true }
`;

const plan = z.object({ jobs: z.array(z.object({ id: z.string(), reason: z.string() })) });

function filmIn(text = film): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": text });
  return cwd;
}

async function selected(cwd: string, ...flags: string[]): Promise<string[]> {
  const { stdout } = await dailies(["plan", "film.yaml", "--json", ...flags], { cwd });
  const { jobs } = plan.parse(JSON.parse(stdout));
  return jobs.filter(({ reason }) => reason !== "not_selected").map(({ id }) => id);
}

test("shots are selected by scene, by tag and by what changed since a revision", async () => {
  const cwd = filmIn();
  expect(await selected(cwd, "--only", "sc010")).toEqual(["sc010_sh0010", "sc010_sh0020"]);
  expect(await selected(cwd, "--except", "sc010")).toEqual(["sc020_sh0010"]);
  expect(await selected(cwd, "--tag", "hero", "--tag", "night", "--except", "*_sh0020")).toEqual([
    "sc010_sh0010",
    "sc020_sh0010",
  ]);
  for (const args of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "film.yaml"],
  ])
    execFileSync("git", args, { cwd });
  const author = ["-c", "user.name=a", "-c", "user.email=a@b.example"];
  execFileSync("git", [...author, "commit", "--quiet", "--message", "x"], { cwd });
  expect(await selected(cwd, "--since", "main")).toEqual([]);
  writeFiles(cwd, { "film.yaml": film.replace("A hall", "A long hall") });
  expect(await selected(cwd, "--since", "main")).toEqual(["sc010_sh0020"]);
  const { code, stdout } = await dailies(["status", "film.yaml", "--json", "--since", "HEAD"], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).shots).toMatchObject([{ id: "sc010_sh0020" }]);
  const rehearsed = await dailies(["rehearse", "film.yaml", "--tag", "hero", "--json"], { cwd });
  expect(rehearsed.code).toBe(0);
  expect(rehearsed.stdout).toContain('"id":"sc020_sh0010"');
  expect(rehearsed.stdout).not.toContain('"type":"submitted","id":"sc010');
});

test("what names nothing, and a revision that cannot be had, are refused with advice", async () => {
  const cwd = filmIn();
  const refusal = async (command: string, ...flags: string[]): Promise<string> => {
    const { code, stdout, stderr } = await dailies([command, "film.yaml", "--json", ...flags], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain("selection_invalid");
    return stderr;
  };
  expect(await refusal("plan", "--except", "sc001")).toContain("did you mean sc010?");
  expect(await refusal("render", "--tag", "heros")).toContain("did you mean hero?");
  expect(await refusal("retry", "--only", "sc020_sh0020")).toContain("skip: true");
  expect(await refusal("status", "--since", "main")).toContain("film.yaml is in none");
  execFileSync("git", ["init", "--quiet"], { cwd });
  expect(await refusal("plan", "--since", "main")).toContain("--since main is not a revision");
  const withoutGit = await builtDailies(["plan", "film.yaml", "--since", "main"], {
    cwd,
    env: { PATH: cwd },
  });
  expect(withoutGit.code).toBe(2);
  expect(withoutGit.stderr).toContain("--since needs git");
});
