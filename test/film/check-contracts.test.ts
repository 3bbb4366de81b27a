import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { checkContracts, isOffered, withoutContract } from "../../src/film/check-contracts.ts";
import { openContractsOf } from "../../src/manifest/catalogue/project-contracts.ts";

import { writeFiles } from "../cli/dailies.ts";
import { houseModel } from "../fakes/house-model.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const day = 24 * 60 * 60 * 1000;
/** Some days after the packaged contracts were written. */
const now = Date.UTC(2026, 10, 26);

async function libraryOf(contracts: Readonly<Record<string, string>>) {
  const folder = join(temporaryFolder(), "models");
  writeFiles(folder, contracts);
  return await openContractsOf(folder);
}

async function said(
  contracts: Readonly<Record<string, string>>,
  world: Partial<Parameters<typeof checkContracts>[1]> = {},
): Promise<string[]> {
  const library = await libraryOf(contracts);
  return checkContracts(library, { now, ...world }).map(
    ({ severity, code, message }) => `${severity} ${code}: ${message}`,
  );
}

const file = "house-model@2026-11.yaml";

describe("time", () => {
  test("the packaged contracts are fine when they are new, and old together", async () => {
    const library = await libraryOf({});
    expect(checkContracts(library, { now })).toEqual([]);
    const later = checkContracts(library, { now: now + 400 * day });
    expect(printDiagnostics(later, { color: false })).toBe(
      `specs/models: warning contract_old: the documents of ${library.all().length} contracts were read more than 180 days ago, the first on 2026-11-21\n    = a newer release of dailies may have newer ones\n`,
    );
  });

  test("a project's contract is old at the place that says when it was read", async () => {
    const library = await libraryOf({
      [file]: houseModel(['read: "2026-11-25"', 'read: "2026-01-02"'], ["dated: 2026-11", "dated: 2026-01"]),
    });
    const [old, ...others] = checkContracts(library, { now });
    expect(others).toEqual([]);
    expect(old).toMatchObject({
      code: "contract_old",
      severity: "warning",
      message: "the document of house-model@2026-11 was read on 2026-01-02, more than 180 days ago",
    });
    const { source, range } = old ?? {};
    expect(source?.text.slice(range?.start, range?.end)).toBe('"2026-01-02"');
  });

  test.each([
    ["2026-11-26", "is no longer offered, since 2026-11-26"],
    ["2027-01-20", "is no longer offered from 2027-01-20 on"],
  ])("a model that retires on %s is named", async (retires, words) => {
    expect(await said({ [file]: `${houseModel()}retires: "${retires}"\n` })).toEqual([
      `warning contract_retired: house-model@2026-11 ${words}`,
    ]);
  });

  test("a model that retires in a year is not named yet", async () => {
    expect(await said({ [file]: `${houseModel()}retires: "2027-11-26"\n` })).toEqual([]);
  });

  test.each([
    ["a day that no calendar has", ['read: "2026-11-25"', 'read: "2026-02-30"'], "`2026-02-30` is not a day"],
    [
      "a month that no calendar has",
      ["dated: 2026-11", "dated: 2026-13"],
      "`2026-13` is not a day or a month",
    ],
    [
      "a document from after it was read",
      ["dated: 2026-11", "dated: 2026-12"],
      "its document was read before the date",
    ],
    ["a date in words", ["dated: 2026-11", "dated: last autumn"], "`last autumn` is not a day or a month"],
  ] as const)("%s is an error", async (_name, change, words) => {
    const found = await said({ [file]: houseModel(change) });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("error contract_inconsistent");
    expect(found[0]).toContain(words);
  });
});

describe("names", () => {
  test("an alias that is another model's name, or another's alias, is an error", async () => {
    const aliases = (names: string) => `${houseModel()}aliases: [${names}]\n`;
    expect(await said({ [file]: aliases("kling-v3") })).toEqual([
      "error contract_inconsistent: house-model@2026-11: the name `kling-v3` is that of `kling-v3`",
    ]);
    expect(await said({ [file]: aliases("gemini-omni-flash") })).toEqual([
      "error contract_inconsistent: house-model@2026-11: the name `gemini-omni-flash` is that of `gemini_omni_flash`",
    ]);
    expect(await said({ [file]: aliases("house-model-2") })).toEqual([]);
  });

  test("a provider that this release does not have is an error", async () => {
    const library = await libraryOf({ [file]: `${houseModel()}provider: elsewhere\n` });
    expect(checkContracts(library, { now, offered: [] }).map(({ message }) => message)[0]).toBe(
      "house-model@2026-11: this release has no provider `elsewhere`",
    );
    const found = library.find("house-model");
    expect(found.ok && isOffered(found.value, [])).toBeNull();
  });

  test("a broken contract is an error, and the others are checked all the same", async () => {
    const found = await said({ [file]: "model: 3\n", "other@2026-11.yaml": "revision: x\nmodel: y\n" });
    expect(found.length).toBeGreaterThan(1);
    for (const one of found) expect(one).toMatch(/^error contract_invalid/);
  });
});

describe("what the service names", () => {
  test("all of it, under the name or an alias", async () => {
    const library = await libraryOf({});
    const names = library.all().map(({ wire_model, aliases }) => aliases[0] ?? wire_model);
    expect(checkContracts(library, { now, offered: names })).toEqual([]);
    expect(withoutContract(library, names)).toEqual([]);
  });

  test("absent packaged models are one warning; a project's is one at its place", async () => {
    const library = await libraryOf({ [file]: houseModel() });
    const names = library.all().map(({ wire_model }) => wire_model);
    const offered = names.filter((name) => !["kling-v3", "wan2.6", "house-model"].includes(name));
    const found = checkContracts(library, { now, offered: [...offered, "tomorrow", "tomorrow"] });
    expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      "warning: the service does not name `kling-v3` and `wan2.6` for this key",
      "warning: the service does not name `house-model` for this key",
    ]);
    const { source, range } = found[1] ?? {};
    expect(source?.text.slice(range?.start, range?.end)).toBe("house-model");
    expect(withoutContract(library, [...offered, "tomorrow", "tomorrow"])).toEqual(["tomorrow"]);
  });
});
