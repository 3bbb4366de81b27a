import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { packetsIn } from "../cut/film-file.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { tinyPng } from "../fakes/tiny-png.ts";
import { dailies, eventsOf, type Finished, writeFiles } from "./dailies.ts";

beforeEach(() => {
  vi.doMock("@mediabunny/server", () => {
    throw new Error("Cannot find package '@mediabunny/server'");
  });
});

afterEach(() => vi.doUnmock("@mediabunny/server"));

/** A film of two shots; `keys` are the second one's own. */
async function rehearse(keys: string, ...flags: string[]): Promise<Finished & { readonly cwd: string }> {
  const cwd = temporaryFolder();
  const film = `version: 1
defaults: { model: kling-v3 }
shots:
  a: A door opens
  b: { prompt: Rain on a roof, duration: 10${keys} }
`;
  writeFiles(cwd, { "film.yaml": film });
  writeFileSync(join(cwd, "day.png"), tinyPng("day"));
  return { cwd, ...(await dailies(["rehearse", "film.yaml", "--animatic", ...flags], { cwd })) };
}

const install = "npm install --ignore-scripts @mediabunny/server";

test("without the package that encodes, the plain drafts are joined as they are, packet by packet", async () => {
  const { cwd, code, stdout, stderr } = await rehearse("");
  expect(code).toBe(0);
  expect(stdout).toContain("Animatic: film.animatic.mp4 (15.0 s)");
  expect(stderr).toContain(
    `Plain drafts: cards with each shot's id. For pictures and movement:\n  ${install}`,
  );
  const drafts = ["a", "b"].map((id) => packetsIn(join(cwd, `rehearsal/${id}.mp4`)));
  expect(await packetsIn(join(cwd, "film.animatic.mp4"))).toEqual((await Promise.all(drafts)).flat());
});

test("words are burnt into no card, so that --burn-in needs nothing for a script without pictures", async () => {
  const { code, stdout } = await rehearse("", "--burn-in");
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Animatic: film.animatic.mp4"),
  });
});

test.each([
  ["words are to be burnt into pictures", ", first_frame: day.png", ["--burn-in"]],
  ["the drafts have several sizes", `, aspect_ratio: "9:16"`, []],
])(
  "where %s, one sentence says what to install; the drafts are there, and what there was before stays",
  async (_, keys, flags) => {
    const { cwd, code, stdout, stderr } = await rehearse(keys, ...flags);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`^2 clips done.*\\n\\nNo animatic: [^\\n]* needs @mediabunny/server: ${install}\\n`),
    );
    expect(stderr).not.toContain("    at ");
    expect(existsSync(join(cwd, "rehearsal/b.mp4"))).toBe(true);
    expect(existsSync(join(cwd, "film.animatic.mp4"))).toBe(false);
    writeFiles(cwd, { "film.animatic.mp4": "of yesterday" });
    const again = await dailies(["rehearse", "film.yaml", "--animatic", ...flags, "--json"], { cwd });
    expect(again.code).toBe(1);
    expect(eventSchema.parse(eventsOf(again).at(-1))).toMatchObject({
      type: "run_finished",
      exit_code: 1,
      animatic: { error: { code: "encoder_absent", message: expect.stringContaining(install) } },
    });
    expect(readFileSync(join(cwd, "film.animatic.mp4"), "utf8")).toBe("of yesterday");
  },
);
