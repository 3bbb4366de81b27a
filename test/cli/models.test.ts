import stringWidth from "string-width";
import { describe, expect, onTestFinished, test } from "vitest";
import { originsIn } from "../../src/cli/words/contract-origin.ts";
import { modelsTable } from "../../src/cli/words/models-table.ts";
import { modelText } from "../../src/cli/words/models-text.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { modelsSchema } from "../../src/report/schemas/models.ts";
import { palette } from "../../src/report/text/palette.ts";
import { houseModel } from "../fakes/house-model.ts";
import { answer, json, type Reply, reset, ScriptedServer } from "../fakes/scripted-server.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer } from "../testkit/test-server.ts";
import { dailies, type Finished, writeFiles } from "./dailies.ts";

const file = "models/house-model@2026-11.yaml";
const key = "sk-very-secret-0123456789/+=";

function jsonOf({ stdout }: Finished) {
  const printed: unknown = JSON.parse(stdout);
  const answered = modelsSchema.parse(printed);
  // What a schema does not know it drops, so that a forgotten key would show.
  expect(answered).toEqual(printed);
  return answered;
}

function project(files: Readonly<Record<string, string>>): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, files);
  return cwd;
}

describe("the list", () => {
  test("has a line for each contract where nobody says how wide it may be", async () => {
    const { code, stdout, stderr } = await dailies(["models"], { cwd: project({ [file]: houseModel() }) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const library = await openPackagedContracts();
    const lines = stdout.split("\n");
    for (const { id, model, source } of library.all()) {
      const line =
        lines.find((one) => one.startsWith(`${id} `)) ?? lines.find((one) => one.startsWith(`${model} `));
      expect(line).toContain(`packaged  `);
      expect(line?.split(/ {2,}/).slice(-2)).toEqual([source.dated, source.document]);
    }
    expect(lines.find((line) => line.startsWith("house-model "))?.split(/ {2,}/)).toEqual([
      "house-model",
      "3-12",
      "none",
      "none",
      "optional",
      "[+Sound]",
      file,
      "2026-11",
      "https://example.com/docs/house-model",
    ]);
  });

  test.each([80, 100, 120, 160, 240])("fits a terminal of %i columns", async (columns) => {
    const library = await openPackagedContracts();
    const options = { palette: palette(true), originOf: originsIn(library), columns };
    const texts = [
      modelsTable(library.all(), options),
      ...library.all().map((one) => modelText(one, options)),
    ];
    for (const line of texts.join("\n").split("\n")) {
      expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
    }
  });

  test("has as many columns as there is room for, and the rest below", async () => {
    const library = await openPackagedContracts();
    const kling = library.all().filter(({ id }) => id === "kling-v3@2026-05");
    const table = (columns: number) =>
      modelsTable(kling, { palette: palette(false), originOf: originsIn(library), columns })
        .split("\n")
        .slice(0, 4);
    expect(table(60)).toEqual([
      "MODEL     SECONDS    FRAMES  REFERENCES  SOUND",
      "kling-v3  5, 10, 15  both    none        optional",
      "  billed as 720P|1080P[+Sound]; packaged; dated 2026-05;",
      "  https://docs.toapis.com/ (kling-v3, video generation, in",
    ]);
    expect(table(90)).toEqual([
      "MODEL     SECONDS    FRAMES  REFERENCES  SOUND     BILLED AS           FROM      DATED",
      "kling-v3  5, 10, 15  both    none        optional  720P|1080P[+Sound]  packaged  2026-05",
      "  https://docs.toapis.com/ (kling-v3, video generation, in Chinese)",
      "",
    ]);
  });

  test("as JSON says where each contract is written, and what it is billed as", async () => {
    const { models, diagnostics, service } = jsonOf(
      await dailies(["models", "--json"], { cwd: project({ [file]: houseModel() }) }),
    );
    expect({ diagnostics, service }).toEqual({ diagnostics: [] });
    const byId = new Map(models.map((one) => [one.id, one]));
    expect(byId.get("house-model@2026-11")).toMatchObject({
      sound: { made: "by_parameter", parameter: "audio" },
      billing: { keys: ["house-model +Sound", "house-model"], open: false },
      source: { document: "https://example.com/docs/house-model", dated: "2026-11", read: "2026-11-25" },
      origin: { kind: "project", file },
      retires: null,
    });
    expect(byId.get("kling-v3@2026-08")).toMatchObject({
      origin: { kind: "packaged", file: "specs/models/kling-v3@2026-08.yaml" },
    });
  });

  test("takes the project of another folder, by its storyboard or by itself", async () => {
    const cwd = project({ [`films/${file}`]: houseModel(), "films/salt.yaml": "version: 1\n" });
    expect((await dailies(["models"], { cwd })).stdout).not.toContain("house-model");
    for (const named of ["films", "films/salt.yaml"]) {
      const { stdout } = await dailies(["models", "house-model", "--file", named], { cwd });
      expect(stdout).toContain("Billed as\n  house-model +Sound\n  house-model\n");
      expect(stdout).toContain("Sound   by audio\n");
      expect(stdout).toContain(`From   this project, films/${file}\n`);
    }
    const { code, stderr } = await dailies(["models", "--file", "nowhere.yaml"], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "dailies: nowhere.yaml is neither a storyboard nor a folder\n",
    });
  });

  test("goes on with the sound contracts beside a broken one, and exits with 2", async () => {
    const cwd = project({ [file]: "model: 3\n" });
    const { code, stdout, stderr } = await dailies(["models"], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain("kling-v3");
    expect(stderr).toContain(`${file}:1:`);
    const asJson = jsonOf(await dailies(["models", "--json"], { cwd }));
    expect(asJson.diagnostics[0]).toMatchObject({ code: "contract_invalid", file });
  });

  test("does not bring a terminal's control sequences along", async () => {
    const hostile = houseModel(
      ["title: House model", 'title: "House\\e[2Jmodel"'],
      ["https://example.com/", '"x\\e[2J"#'],
    );
    const cwd = project({ [file]: hostile });
    for (const args of [["models"], ["models", "house-model"], ["models", "--json"]]) {
      const { stdout, stderr } = await dailies(args, { cwd });
      expect(stdout + stderr).not.toContain("\u001b");
    }
  });
});

describe("--check without a key", () => {
  test("asks nobody, and finds nothing wrong with the packaged contracts", async () => {
    const { code, stdout, stderr } = await dailies(["models", "--check"], { cwd: temporaryFolder() });
    const { length } = (await openPackagedContracts()).all();
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `${length} contracts, 0 errors, 0 warnings\n`,
      stderr: "Without a key, the service was not asked which models it has.\n",
    });
  });

  test("shows an inconsistent contract at its place, and exits with 2", async () => {
    const cwd = project({ [file]: houseModel(["default: 5", "default: 20"]) });
    const { code, stdout, stderr } = await dailies(["models", "--check"], { cwd });
    expect(code).toBe(2);
    expect(stdout).toMatch(/ 1 error, 0 warnings\n$/);
    expect(stderr).toContain(
      `${file}:14:56: error contract_inconsistent: house-model@2026-11: the default is not allowed: `,
    );
    const { diagnostics, service, models } = jsonOf(await dailies(["models", "--check", "--json"], { cwd }));
    expect(diagnostics).toMatchObject([{ code: "contract_inconsistent", severity: "error", file }]);
    expect(service).toEqual({
      outcome: "no_key",
      host: null,
      models: null,
      without_contract: [],
      message: null,
    });
    expect(new Set(models.map(({ offered }) => offered))).toEqual(new Set([null]));
  });

  test("exits with 0 where a contract is only old", async () => {
    const cwd = project({
      [file]: `${houseModel(["dated: 2026-11", "dated: 2020-01"], ["2026-11-25", "2020-01-02"])}retires: "2021-01-01"\n`,
    });
    const { code, stdout, stderr } = await dailies(["models", "--check"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 0 errors, 2 warnings\n$/);
    expect(stderr).toContain("warning contract_old");
    expect(stderr).toContain("warning contract_retired");
  });

  test.each([
    [["models", "kling-v3", "--check"], "--check looks at all models"],
    [["models", "--base-url", "https://example.com"], "--base-url goes with --check"],
  ])("%j is refused", async (args, words) => {
    const { code, stdout, stderr } = await dailies(args, { cwd: temporaryFolder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
  });

  test("refuses a key that would go where a stranger's .env says", async () => {
    const cwd = project({ ".env": "TOAPIS_BASE_URL=https://example.com\n" });
    const env = { TOAPIS_API_KEY: key };
    const { code, stderr } = await dailies(["models", "--check"], { cwd, env });
    expect(code).toBe(2);
    expect(stderr).toContain(
      "The service was not asked which models it has: the .env beside the storyboard names",
    );
    const { service } = jsonOf(await dailies(["models", "--check", "--json"], { cwd, env }));
    expect(service).toMatchObject({ outcome: "settings_wrong", host: null });
  });
});

describe("--check with a key", () => {
  const packagedNames = async () => (await openPackagedContracts()).all().map(({ wire_model }) => wire_model);

  async function checkAt(url: string, files: Readonly<Record<string, string>>, ...flags: string[]) {
    const cwd = project(files);
    return await dailies(["models", "--check", "--base-url", url, ...flags], {
      cwd,
      env: { TOAPIS_API_KEY: key },
    });
  }

  async function scripted(reply: Reply): Promise<ScriptedServer> {
    const server = await ScriptedServer.start(reply);
    onTestFinished(() => server.close());
    return server;
  }

  test("says which models the rehearsal server does not name, and which have no contract", async () => {
    const names = (await packagedNames()).filter((name) => name !== "wan2.6");
    const server = await startTestServer({ apiKey: key, models: [...names, "tomorrow"] });
    onTestFinished(() => server.close());
    const { code, stdout, stderr } = await checkAt(server.url, { [file]: houseModel() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 0 errors, 2 warnings\n$/);
    expect(stderr).toContain(
      "specs/models: warning contract_absent: the service does not name `wan2.6` for this key",
    );
    expect(stderr).toContain(
      `${file}:4:13: warning contract_absent: the service does not name \`house-model\``,
    );
    const { host } = new URL(server.url);
    const count = new Set(names).size + 1;
    expect(stderr).toMatch(
      new RegExp(`\n${host} names \\d+ video models for this key. Without a contract: tomorrow.\n$`),
    );
    expect(server.ledger.counts).toMatchObject({ models: 1, submit: 0, query: 0, upload: 0 });

    const { models, service } = jsonOf(await checkAt(server.url, { [file]: houseModel() }, "--json"));
    expect(models.filter(({ offered }) => offered === false).map(({ id }) => id)).toEqual([
      "house-model@2026-11",
      "wan2.6@2026-08",
    ]);
    expect(models.filter(({ offered }) => offered === null)).toEqual([]);
    expect(service).toMatchObject({ outcome: "listed", host, without_contract: ["tomorrow"], message: null });
    expect(service?.models).toBeGreaterThanOrEqual(count);
  });

  test("takes the key from the .env beside the storyboard", async () => {
    const server = await startTestServer({ apiKey: key, models: await packagedNames() });
    onTestFinished(() => server.close());
    const cwd = project({ "films/.env": `TOAPIS_API_KEY=${key}\nTOAPIS_BASE_URL=${server.url}\n` });
    const { code, stdout } = await dailies(["models", "--check", "--file", "films"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 0 errors, 0 warnings\n$/);
    expect(server.ledger.counts.models).toBe(1);
  });

  test("ends with 4 where the rehearsal server refuses the key", async () => {
    const server = await startTestServer({ apiKey: "another" });
    onTestFinished(() => server.close());
    const { code, stderr } = await checkAt(server.url, {});
    expect(code).toBe(4);
    expect(stderr).toContain(`${new URL(server.url).host} refuses the key: `);
  });

  test("ends with 1 where the rehearsal server is out of order, after one request", async () => {
    const server = await startTestServer({ apiKey: key });
    onTestFinished(() => server.close());
    server.script({ on: "models", times: "always", fault: { kind: "status", status: 503 } });
    const { code, stdout, stderr } = await checkAt(server.url, {});
    expect(code).toBe(1);
    expect(stdout).toMatch(/ 0 errors, 0 warnings\n$/);
    expect(stderr).toContain("did not say which models it has: ");
    expect(server.ledger.counts.models).toBe(1);
  });

  const data = (...names: readonly unknown[]) => ({ success: true, data: names.map((id) => ({ id })) });
  test.each<readonly [name: string, reply: Reply, code: number, outcome: string]>([
    ["401", json(401, { error: { message: `no such key: ${key}` } }), 4, "key_refused"],
    ["500 with the key in it", json(500, { error: { message: `Bearer ${key}` } }), 1, "unavailable"],
    ["200 without success", json(200, { success: false, message: key }), 1, "unavailable"],
    ["a page", answer(200, `<html><title>${key}</title></html>`), 1, "unavailable"],
    ["half of an answer", answer(200, '{"data": [{"id": "kli'), 1, "unavailable"],
    ["a list with something else in it", json(200, data("kling-v3", { key })), 1, "unavailable"],
    [
      "a redirect",
      answer(302, "", { location: `https://example.com/?${encodeURIComponent(key)}` }),
      1,
      "unavailable",
    ],
    ["a closed connection", reset, 1, "unavailable"],
    ["models that are named after the key", json(200, data(key, `x\u001b[2J${key}`)), 0, "listed"],
    ["no model at all", json(200, data()), 0, "listed"],
  ])("%s has its exit code, and shows no key", async (_name, reply, code, outcome) => {
    const server = await scripted(reply);
    const plain = await checkAt(server.url.origin, {});
    const asJson = await checkAt(server.url.origin, {}, "--json");
    expect([plain.code, asJson.code]).toEqual([code, code]);
    expect(jsonOf(asJson).service?.outcome).toBe(outcome);
    for (const { stdout, stderr } of [plain, asJson]) {
      for (const form of [
        key,
        encodeURIComponent(key),
        Buffer.from(key).toString("base64").replace(/=+$/, ""),
        "\u001b",
      ])
        expect(stdout + stderr).not.toContain(form);
    }
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array<string>(2).fill("GET /v1/models?type=video"),
    );
  });

  test("an error in a contract goes before what the service does", async () => {
    const server = await scripted(answer(500));
    const { code } = await checkAt(server.url.origin, { [file]: houseModel(["default: 5", "default: 20"]) });
    expect(code).toBe(2);
  });
});
