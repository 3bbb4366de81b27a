import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testkit/test-server.ts";
import { builtDailies, eventsOf, type Finished, startDailies, writeFiles } from "./dailies.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const key = "sk-acceptance-4711";
const quick = ["--poll-interval", "40ms", "--submit-rate", "off", "--query-rate", "off"];

async function fakeServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer({ apiKey: key, generationMs: () => 100, ...options });
  onTestFinished(() => server.close());
  return server;
}

function environment(server: TestServer): Record<string, string> {
  return { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
}

/** Fails with everything that the run told when the exit code is another. */
function expectCode(run: Finished, code: number): void {
  expect(run.code, `${run.stderr}\n${run.stdout}`).toBe(code);
}

function render(cwd: string, server: TestServer, ...args: string[]): Promise<Finished> {
  return builtDailies(["render", "film.yaml", "--json", ...quick, ...args], {
    cwd,
    env: environment(server),
  });
}

async function paint(colour: string): Promise<Buffer> {
  return await sharp({ create: { width: 64, height: 36, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

const ids = Array.from({ length: 20 }, (_, index) => `sh${String(index + 1).padStart(4, "0")}`);

/** Twenty shots with a first and a last frame each; consecutive shots share a frame. */
async function film(prompts: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = temporaryFolder();
  const shots = ids.map((id, index) =>
    [
      `  - id: ${id}`,
      `    prompt: ${prompts[id] ?? `Shot ${id}`}`,
      `    first_frame: frames/${index}.png`,
      `    last_frame: frames/${index + 1}.png`,
    ].join("\n"),
  );
  writeFiles(folder, {
    "film.yaml": `version: 1\ndefaults:\n  model: kling-v3\nshots:\n${shots.join("\n")}\n`,
  });
  for (let index = 0; index <= ids.length; index += 1) {
    writeFiles(folder, { [`frames/${index}.png`]: await paint(`rgb(${index * 10}, 90, 120)`) });
  }
  return folder;
}

function edit(folder: string, from: string, to: string): void {
  const file = join(folder, "film.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

function clips(folder: string): string[] {
  return readdirSync(join(folder, "clips")).filter((name) => name.endsWith(".mp4"));
}

describe("the requests that the provider's own documents show", () => {
  const kling = { model: "kling-v3" };
  const documented = [
    {
      ...kling,
      prompt: "一只金色的猫咪在阳光下的草地上奔跑,慢动作,电影质感",
      mode: "std",
      duration: 5,
      aspect_ratio: "16:9",
    },
    {
      ...kling,
      prompt: "雨夜东京街头,霓虹灯倒映在湿润地面上,电影镜头",
      mode: "pro",
      duration: 10,
      aspect_ratio: "16:9",
    },
    {
      ...kling,
      prompt: "画面中的人物缓缓转身并微笑",
      image_urls: ["https://example.com/portrait.jpg"],
      mode: "std",
      duration: 5,
    },
    {
      ...kling,
      prompt: "城市从白天自然过渡到夜晚",
      image_urls: ["https://example.com/day.jpg", "https://example.com/night.jpg"],
      mode: "pro",
      duration: 5,
    },
    { ...kling, prompt: "舞台上的歌手正在演唱,观众欢呼,灯光闪烁", mode: "std", duration: 5, audio: true },
    {
      model: "gemini_omni_flash",
      prompt: "一只猫在霓虹雨夜中奔跑,电影感镜头",
      aspect_ratio: "16:9",
      duration: 6,
      resolution: "720P",
    },
  ];

  test("go over the wire exactly as shown: method, path, headers and body, one shot each", async () => {
    const server = await fakeServer();
    const cwd = temporaryFolder();
    writeFiles(cwd, {
      "film.yaml": readFileSync(join(examples, "seed-requests", "storyboard.yaml"), "utf8"),
    });
    expectCode(await render(cwd, server, "--concurrency", "1"), 0);
    const submits = server.ledger.requestsOf("submit");
    expect(submits.map(({ method, path }) => `${method} ${path}`)).toEqual(
      documented.map(() => "POST /v1/videos/generations"),
    );
    for (const { headers } of submits) {
      expect(headers).toMatchObject({ authorization: `Bearer ${key}`, "content-type": "application/json" });
    }
    const wire = (body: unknown): string => JSON.stringify(body);
    expect(submits.map(({ body }) => wire(body)).sort()).toEqual(documented.map(wire).sort());
  });
});

describe("a film of twenty shots with local first and last frames", () => {
  test("killed midway and run again, every clip is there and every shot was paid for once", async () => {
    const server = await fakeServer({ manual: true });
    const cwd = await film();
    const args = ["render", "film.yaml", ...quick, "--concurrency", "7"];
    const first = startDailies(args, { cwd, env: environment(server) });
    await server.waitFor(({ ledger }) => ledger.paid === 7);
    for (const { taskId } of server.ledger.tasks.slice(0, 3)) server.complete(taskId);
    // Three more are under way once the first three are fetched; everything submitted has been answered by then.
    await server.waitFor(({ ledger }) => ledger.paid === 10 && ledger.requestsOf("query").length > 60);
    first.child.kill("SIGKILL");
    expect((await first.finished).signal).toBe("SIGKILL");

    const again = render(cwd, server, "--concurrency", "20");
    await server.waitFor(({ ledger }) => ledger.paid === 20);
    for (const { taskId } of server.ledger.tasks) server.complete(taskId);
    expectCode(await again, 0);
    expect(clips(cwd)).toEqual(ids.map((id) => `${id}.mp4`));
    expect(server.ledger.paid).toBe(20);
  });

  test("editing one prompt and one picture renders those two shots again, and the plan says why", async () => {
    const server = await fakeServer();
    const cwd = await film();
    expectCode(await render(cwd, server), 0);
    edit(cwd, "prompt: Shot sh0003", "prompt: Shot sh0003, at night");
    writeFileSync(join(cwd, "frames/20.png"), await paint("crimson"));
    const plan = await builtDailies(["plan", "film.yaml", "--json"], { cwd });
    const { jobs } = JSON.parse(plan.stdout) as {
      jobs: { id: string; action: string; reason: string; changes: unknown[] }[];
    };
    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
    expect(jobs.filter(({ action }) => action !== "none")).toMatchObject([
      {
        id: "sh0003",
        action: "render",
        reason: "changed",
        changes: [{ field: "prompt", before: "Shot sh0003", after: "Shot sh0003, at night" }],
      },
      {
        id: "sh0020",
        action: "render",
        reason: "changed",
        changes: [{ field: "last_frame", before: digest, after: digest }],
      },
    ]);
    expectCode(await render(cwd, server), 0);
    expect(server.ledger.paid).toBe(22);
    expect(server.ledger.tasks.slice(20).map(({ body }) => body.prompt)).toEqual(
      expect.arrayContaining(["Shot sh0003, at night", "Shot sh0020"]),
    );
    expect(readdirSync(join(cwd, "clips/superseded"))).toHaveLength(2);
  });

  test("renaming a picture, reordering shots and editing a comment renders nothing", async () => {
    const server = await fakeServer();
    const cwd = await film();
    expectCode(await render(cwd, server), 0);
    const lockfile = readFileSync(join(cwd, "film.lock.json"));
    writeFileSync(join(cwd, "frames/renamed.png"), readFileSync(join(cwd, "frames/0.png")));
    edit(cwd, "first_frame: frames/0.png", "first_frame: frames/renamed.png # renamed");
    const text = readFileSync(join(cwd, "film.yaml"), "utf8");
    const [head = "", ...shots] = text.split(/(?=^ {2}- id:)/m);
    writeFileSync(join(cwd, "film.yaml"), head + shots.reverse().join(""));
    expectCode(await render(cwd, server), 0);
    expect(server.ledger.paid).toBe(20);
    expect(readFileSync(join(cwd, "film.lock.json"))).toEqual(lockfile);
  });

  test("a failed shot is rendered again, alone, by retry", async () => {
    const fault = { kind: "task_fails", code: "generation_failed", message: "the model gave up" } as const;
    const server = await fakeServer({ faults: [{ on: "query", match: { prompt: "sh0007" }, fault }] });
    const cwd = await film();
    const first = await render(cwd, server);
    expectCode(first, 1);
    expect(eventsOf(first)).toContainEqual(
      expect.objectContaining({ type: "shot_failed", id: "sh0007", line: expect.any(Number) }),
    );
    const retried = await builtDailies(["retry", "film.yaml", "--json", ...quick], {
      cwd,
      env: environment(server),
    });
    expectCode(retried, 0);
    expect(server.ledger.paid).toBe(21);
    expect(clips(cwd)).toHaveLength(20);
  });
});
