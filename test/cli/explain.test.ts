import { expect, onTestFinished, test } from "vitest";
import { explainSchema } from "../../src/report/schemas/explain.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { tinyPng } from "../fakes/tiny-png.ts";
import { startTestServer } from "../testkit/test-server.ts";
import { dailies, type Finished, writeFiles } from "./dailies.ts";

const film = `version: 1
defaults:
  model: veo3.1-fast
  duration: 8
  style: 35 mm film
bible:
  mara: { words: "Mara, a woman of thirty", pictures: bible/mara.png }
looks:
  wide: { aspect_ratio: "16:9" }
scenes:
  - scene: sc020
    defaults: { takes: 2 }
    shots:
      sh0010:
        prompt: $mara looks up
        look: wide
  - include: scenes/sc030.yaml
`;
const included = `scene: sc030
shots:
  sh0010:
    prompt: A door
    model: kling-v3
    duration: 5
    first_frame: door.png
    variants: { night: { prompt: A door at night } }
`;

function filmFolder(): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film.yaml": film,
    "bible/mara.png": tinyPng("mara"),
    "scenes/sc030.yaml": included,
    "scenes/door.png": tinyPng("door"),
  });
  return cwd;
}

async function explained(cwd: string, ...args: string[]): Promise<ReturnType<typeof explainSchema.parse>> {
  const { code, stdout, stderr } = await dailies(["explain", "film.yaml", ...args, "--json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const answer: unknown = JSON.parse(stdout);
  const parsed = explainSchema.parse(answer);
  expect(parsed).toEqual(answer);
  return parsed;
}

test("each value is shown with the file, the line and the layer that it is written in", async () => {
  const cwd = filmFolder();
  const shot = await explained(cwd, "sc020_sh0010", "--take", "2");
  expect(shot).toMatchObject({ id: "sc020_sh0010", take: 2, action: "render", reason: "new" });
  expect(shot.origins).toMatchObject({
    model: { file: "film.yaml", line: 3, from: "defaults" },
    duration: { file: "film.yaml", line: 4, from: "defaults" },
    style: { file: "film.yaml", line: 5, from: "defaults" },
    $mara: { file: "film.yaml", line: 7, from: "bible" },
    "references[0]": { file: "film.yaml", line: 7, from: "bible" },
    aspect_ratio: { file: "film.yaml", line: 9, from: "look" },
    takes: { file: "film.yaml", line: 12, from: "scene" },
    prompt: { file: "film.yaml", line: 15, from: "shot" },
  });
  const other = await explained(cwd, "sc030_sh0010.night");
  expect(other.origins).toMatchObject({
    prompt: { file: "scenes/sc030.yaml", line: 8, from: "shot" },
    first_frame: { file: "scenes/sc030.yaml", line: 7, from: "shot" },
  });
});

test("the request is the one that is sent, but for the addresses of uploads and the name of the submit", async () => {
  const cwd = filmFolder();
  const apiKey = "sk-test-0123456789abcdef";
  const server = await startTestServer({ apiKey, generationMs: () => 20 });
  onTestFinished(() => server.close());
  const wanted = await explained(cwd, "sc030_sh0010.night");
  const run: Finished = await dailies(
    [
      "render",
      "film.yaml",
      "--only",
      "sc030_sh0010.night",
      "--poll-interval",
      "20ms",
      "--base-url",
      server.url,
    ],
    { cwd, env: { TOAPIS_API_KEY: apiKey } },
  );
  expect(run.code).toBe(0);
  const submit = server.ledger.requests.find(({ kind }) => kind === "submit");
  const [address = ""] = /http:[^"]*/.exec(JSON.stringify(submit?.body)) ?? [];
  const digest = String(wanted.inputs.first_frame);
  expect(JSON.stringify(wanted.request.body).replace(digest, address)).toBe(JSON.stringify(submit?.body));
  expect(submit).toMatchObject({ method: wanted.request.method, path: wanted.request.path });
  writeFiles(cwd, { "scenes/sc030.yaml": included.replace("at night", "at dawn") });
  const edited = await explained(cwd, "sc030_sh0010.night");
  expect(edited).toMatchObject({ action: "render", reason: "changed" });
  expect(edited.changes).toEqual([
    { field: "prompt", before: "A door at night. 35 mm film", after: "A door at dawn. 35 mm film" },
  ]);
});

test("the text is for people; a shot or a take that is not there is refused", async () => {
  const cwd = filmFolder();
  const { stdout } = await dailies(["explain", "film.yaml", "sc030_sh0010.night"], { cwd });
  expect(stdout).toContain("sc030_sh0010.night: render, new: never submitted");
  expect(stdout).toMatch(/ {2}prompt +shot, variant +scenes\/sc030\.yaml:8 +A door at night/);
  expect(stdout).toContain("POST /v1/videos/generations");
  expect(stdout).toMatch(/sha256:[0-9a-f]{8}\.\.\. becomes the address of scenes\/door\.png/);
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await dailies(["explain", "film.yaml", ...args], { cwd });
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused("sc020_sh001")).toContain("no shot sc020_sh001; did you mean `sc020_sh0010`?");
  expect(await refused("sc020_sh0010", "--take", "3")).toContain("has 2 takes in the storyboard");
  writeFiles(cwd, { "film.yaml": film.replace("look: wide", "look: wide\n        skip: true") });
  expect(await refused("sc020_sh0010")).toContain("skip: true");
});
