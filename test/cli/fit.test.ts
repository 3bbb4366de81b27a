import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer, type TestServer } from "../testkit/test-server.ts";
import { dailies, type Finished, writeFiles } from "./dailies.ts";

afterEach(() => vi.doUnmock("sharp"));

const key = "sk-test-0123456789abcdef";

/** A wide picture: red at its left and right quarter, green in the middle. */
async function wide(width = 160, height = 90): Promise<Buffer> {
  const middle = await sharp({ create: { width: width / 2, height, channels: 3, background: "#00ff00" } })
    .png()
    .toBuffer();
  return await sharp({ create: { width, height, channels: 3, background: "#ff0000" } })
    .composite([{ input: middle, left: width / 4, top: 0 }])
    .png()
    .toBuffer();
}

const film = (keys: string): string => `version: 1
defaults: { model: kling-v3, aspect_ratio: "9:16" }
shots:
  a: { prompt: Waves, first_frame: wide.png${keys} }
  b: { prompt: Sails, first_frame: wide.png${keys} }
  c: { prompt: As it is, first_frame: wide.png, aspect_ratio: "16:9"${keys} }
`;

interface Stage {
  readonly cwd: string;
  readonly server: TestServer;
  run(...args: string[]): Promise<Finished>;
  /** The frame that the provider got for a prompt. */
  frameOf(prompt: string): Promise<Buffer>;
}

async function stage(text: string, picture: Uint8Array): Promise<Stage> {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": text });
  writeFileSync(join(cwd, "wide.png"), picture);
  const server = await startTestServer({ apiKey: key, generationMs: () => 20 });
  onTestFinished(() => server.close());
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const paced = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];
  return {
    cwd,
    server,
    run: (command = "", ...args) =>
      dailies([command, "film.yaml", ...args, ...(command === "render" ? paced : [])], { cwd, env }),
    frameOf: async (prompt) => {
      const task = server.ledger.tasks.find(({ body }) => body.prompt === prompt);
      const [url] = Array.isArray(task?.body.image_urls) ? task.body.image_urls : [];
      return Buffer.from(await (await fetch(String(url))).arrayBuffer());
    },
  };
}

async function pixel(picture: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}

test("`fit: crop` cuts the frame around its middle before it is uploaded, and leaves one that has the aspect", async () => {
  const source = await wide();
  const { cwd, server, run, frameOf } = await stage(film(", fit: crop"), source);
  const rendered = await run("render");
  expect(rendered.stderr).not.toContain("picture_aspect_differs");
  expect(rendered.code).toBe(0);
  const frame = await frameOf("Waves");
  expect(await sharp(frame).metadata()).toMatchObject({ width: 51, height: 90, format: "png" });
  expect(await pixel(frame, 0, 45)).toEqual([0, 255, 0]);
  expect(await frameOf("Sails")).toEqual(frame);
  expect(await frameOf("As it is")).toEqual(source);
  // Once per content and fit, under the name of the file, and nothing of it stays on disk.
  const uploads = server.ledger.requests.filter(({ kind }) => kind === "upload");
  expect(uploads.map(({ upload }) => upload?.fileName)).toEqual(["wide.png", "wide.png"]);
  expect(uploads.map(({ upload }) => upload?.bytes).toSorted()).toEqual(
    [frame.length, source.length].toSorted(),
  );
  expect(readdirSync(join(cwd, "clips/.dailies")).filter((name) => name.startsWith("picture"))).toEqual([]);
  const digest = createHash("sha256").update(source).digest("hex");
  const { shots } = JSON.parse(readFileSync(join(cwd, "film.lock.json"), "utf8"));
  expect(shots.a["1"][0].inputs).toMatchObject({ first_frame: `sha256:${digest}`, fit: "crop" });
  expect(shots.c["1"][0].inputs).not.toHaveProperty("fit");
});

test("`fit: pad` sets the frame whole into black, and the fit is an input of the clip", async () => {
  const { cwd, run, frameOf, server } = await stage(film(""), await wide());
  const plain = await run("render");
  expect(plain.stderr).toContain("`fit: crop` or `fit: pad` mends it");
  expect(plain.code).toBe(0);
  writeFileSync(join(cwd, "film.yaml"), film(", fit: pad"));
  // Twice: what was compiled is remembered between runs.
  for (let time = 0; time < 2; time += 1) {
    const plan = JSON.parse((await run("plan", "--json")).stdout);
    expect(plan.jobs.map(({ id, reason }: Record<string, string>) => `${id} ${reason}`)).toEqual([
      "a changed",
      "b changed",
      "c up_to_date",
    ]);
    expect(plan.jobs[0].changes).toMatchObject([{ field: "fit", after: "pad" }]);
  }
  server.ledger.tasks.splice(0);
  expect((await run("render")).code).toBe(0);
  const frame = await frameOf("Waves");
  expect(await sharp(frame).metadata()).toMatchObject({ width: 160, height: 284 });
  expect(await pixel(frame, 80, 5)).toEqual([0, 0, 0]);
  expect(await pixel(frame, 80, 142)).toEqual([0, 255, 0]);
  expect(await pixel(frame, 2, 142)).toEqual([255, 0, 0]);
});

test("a fitted frame that is too large as a PNG is a JPEG of what the provider takes", async () => {
  const [width, height] = [2400, 2000];
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const create = { width, height, channels: 3, background: "#000000", noise } as const;
  const picture = await sharp({ create }).webp().toBuffer();
  expect(picture.length).toBeLessThan(10 * 1024 * 1024);
  const { run, frameOf, server } = await stage(film(", fit: pad").replaceAll("9:16", "1:1"), picture);
  expect((await run("render", "--only", "a")).code).toBe(0);
  const frame = await frameOf("Waves");
  expect(frame.length).toBeLessThanOrEqual(10 * 1024 * 1024);
  expect(await sharp(frame).metadata()).toMatchObject({ width: 2400, height: 2400, format: "jpeg" });
  expect(server.ledger.requests.find(({ kind }) => kind === "upload")?.upload?.fileName).toBe("wide.jpg");
});

test("without the optional package nothing is paid, and one sentence says what to install", async () => {
  const { run, server } = await stage(film(", fit: crop"), await wide());
  vi.doMock("sharp", () => {
    throw new Error("Cannot find package 'sharp'");
  });
  const refused = await run("render");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    "`fit` needs sharp: npm install --ignore-scripts sharp\nNothing was submitted.",
  );
  expect(server.ledger.requests).toEqual([]);
  // Of a shot whose frame has the aspect already, nothing is to be fitted.
  expect((await run("render", "--only", "c")).code).toBe(0);
});

test("a fitted frame that the provider refuses ends its shot, nothing is paid, and nothing of it stays on disk", async () => {
  const { cwd, run, server } = await stage(film(", fit: crop"), await wide());
  expect((await run("plan")).code).toBe(0);
  server.script({ on: "upload", times: "always", fault: { kind: "status", status: 400 } });
  const refused = await run("render", "--only", "a");
  expect(refused.code).toBe(1);
  expect(server.ledger.tasks).toEqual([]);
  expect(readdirSync(join(cwd, "clips/.dailies")).filter((name) => name.startsWith("picture"))).toEqual([]);
});

test("a frame that changed after the check is noticed before it is fitted, and nothing is sent or paid for it", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film.yaml": `version: 1
defaults: { model: kling-v3, aspect_ratio: "9:16", fit: crop }
shots:
  a: { prompt: Waves, first_frame: a.png }
  b: { prompt: Sails, first_frame: b.png }
`,
  });
  writeFileSync(join(cwd, "a.png"), await wide());
  writeFileSync(join(cwd, "b.png"), await wide(320, 180));
  const server = await startTestServer({ apiKey: key, manual: true });
  onTestFinished(() => server.close());
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const flags = [
    "--concurrency",
    "1",
    "--poll-interval",
    "20ms",
    "--submit-rate",
    "off",
    "--query-rate",
    "off",
  ];
  const running = dailies(["render", "film.yaml", ...flags], { cwd, env });
  await server.waitFor(({ ledger }) => ledger.tasks.length === 1);
  writeFileSync(join(cwd, "b.png"), await wide(320, 90));
  server.complete(server.ledger.tasks[0]?.taskId ?? "");
  const { code, stdout } = await running;
  expect(code).toBe(1);
  expect(stdout).toContain("first_frame (b.png): it is not the picture any more that was checked");
  expect(server.ledger.tasks).toHaveLength(1);
  expect(server.ledger.requests.filter(({ kind }) => kind === "upload")).toHaveLength(1);
});
