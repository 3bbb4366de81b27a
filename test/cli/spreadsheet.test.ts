import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { dailies, visibleFiles, writeFiles } from "./dailies.ts";

const film = `version: 1
defaults: { model: kling-v3 } # of all
shots:
  - { id: door, prompt: "=A door" } # first
  - { id: sea, prompt: The sea, duration: 10 }
`;

test("a film goes into a spreadsheet and back: an edit there is an edit here, and nothing else is", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": film });
  const exported = await dailies(["export", "film.yaml", "--format", "csv"], { cwd });
  expect(exported).toMatchObject({ code: 0, stderr: "" });
  expect(exported.stdout).toBe(
    "id,prompt,model,duration\r\ndoor,'=A door,kling-v3,\r\nsea,The sea,kling-v3,10\r\n",
  );
  const written = await dailies(["export", "film.yaml", "--format", "csv", "--out", "s.csv"], { cwd });
  expect(written).toMatchObject({ code: 0, stdout: "s.csv: 2 shots\n", stderr: "" });
  expect(readFileSync(join(cwd, "s.csv"), "utf8")).toBe(exported.stdout);

  const same = await dailies(["import", "s.csv", "film.yaml"], { cwd });
  expect(same).toMatchObject({ code: 0, stdout: "film.yaml: nothing differs\n" });
  expect(readFileSync(join(cwd, "film.yaml"), "utf8")).toBe(film);

  const edited = exported.stdout.replace("The sea", "The grey sea");
  const changed = await dailies(["import", "-", "film.yaml", "--json"], { cwd, input: `\ufeff${edited}` });
  expect(changed).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(changed.stdout)).toEqual({
    file: "film.yaml",
    new: false,
    added: [],
    changed: ["sea"],
    not_in_sheet: [],
  });
  expect(readFileSync(join(cwd, "film.yaml"), "utf8")).toBe(film.replace("The sea", "The grey sea"));

  const made = await dailies(["import", "s.csv", "new.yaml"], { cwd });
  expect(made).toMatchObject({ code: 0, stdout: "new.yaml: made, with 2 shots\n" });
  expect((await dailies(["check", "new.yaml"], { cwd })).code).toBe(0);
});

test("a wrong cell is named, and nothing is written", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": film, "s.csv": "id,prompt,duration\ndoor,A,5\nsea,B,7\n" });
  const refused = await dailies(["import", "s.csv", "film.yaml", "--json"], { cwd });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    "s.csv, row 3, column C (duration): `duration` of kling-v3 is 5, 10 or 15, not 7",
  );
  expect(JSON.parse(refused.stdout).refused).toMatchObject({
    reason: "sheet_invalid",
    cells: [{ file: "s.csv", row: 3, column: "C", key: "duration" }],
  });
  expect(readFileSync(join(cwd, "film.yaml"), "utf8")).toBe(film);
  expect(visibleFiles(cwd)).toEqual(["film.yaml", "s.csv"]);
  const reasonOf = async (...args: string[]): Promise<string> => {
    const { code, stdout } = await dailies([...args, "--json"], { cwd });
    expect(code).toBe(2);
    return JSON.parse(stdout).refused.reason;
  };
  expect(await reasonOf("import", "none.csv", "film.yaml")).toBe("sheet_unreadable");
  expect(await reasonOf("import", "s.csv", "s.csv")).toBe("storyboard_invalid");
  expect(await reasonOf("import", "s.csv", "no/such/folder.yaml")).toBe("sheet_invalid");
  const onItself = await dailies(["export", "film.yaml", "--format", "csv", "--out", "film.yaml"], { cwd });
  expect(onItself.code).toBe(2);
  expect(onItself.stderr).toContain("it would be lost");
  const some = await dailies(["export", "film.yaml", "--format", "csv", "--only", "sea"], { cwd });
  expect(some.stdout).toBe("id,prompt,model,duration\r\nsea,The sea,kling-v3,10\r\n");
  expect(await reasonOf("export", "film.yaml", "--format", "csv", "--out", "no/such")).toBe(
    "output_unwritable",
  );
  expect(await reasonOf("export", "none.yaml", "--format", "csv", "--out", "x.csv")).toBe(
    "storyboard_invalid",
  );
});
