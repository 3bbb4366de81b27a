import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cellText } from "../../src/cli/words/import-text.ts";
import { readAuthoredFilm } from "../../src/manifest/authored-film.ts";
import { type Imported, importSheet } from "../../src/spreadsheet/import-sheet.ts";
import { sheetOf } from "../../src/spreadsheet/write-sheet.ts";
import { writeFiles } from "../cli/dailies.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

class Desk {
  readonly folder = temporaryFolder();
  readonly file = join(this.folder, "film.yaml");

  constructor(film?: string, others: Readonly<Record<string, string>> = {}) {
    writeFiles(this.folder, { ...(film !== undefined && { "film.yaml": film }), ...others });
  }

  async import(sheet: string | Buffer): Promise<Imported | readonly string[]> {
    const result = await importSheet(Buffer.from(sheet), this.file);
    if (result.ok) return result.value;
    const { error } = result;
    if (error.kind === "cells") return error.problems.map((one) => cellText(one, "s.csv"));
    return [JSON.stringify(error)];
  }

  async export(): Promise<string> {
    const film = await readAuthoredFilm(this.file);
    return film.ok ? sheetOf(film.value) : "";
  }

  read(name = "film.yaml"): string {
    return readFileSync(join(this.folder, name), "utf8");
  }
}

const film = `# The film of the sea.
version: 1
defaults: { model: kling-v3, duration: 5 } # all alike
shots:
  # The door comes first.
  - id: door # as agreed
    prompt: A door # not a window
    duration: 10

  - { id: sea, prompt: "The sea, grey", tags: [day] } # one line

  # Last of all.
  - id: roof
    prompt: |
      A roof.
      Rain on it.
    note: >-
      wrapped over
      two lines
# The end.
`;

describe("into a storyboard that is there", () => {
  test("only what differs is changed, and comments stay", async () => {
    const desk = new Desk(film);
    const sheet = (await desk.export())
      .replace("A door", "A red door")
      .replace("The sea, grey", "The sea, blue: calm")
      .replace("Rain on it.", "Snow on it.")
      .replace("day", '"day, calm"')
      .replace(/^(door.*),10/m, "$1,15");
    expect(await desk.import(sheet)).toEqual({
      isNew: false,
      added: [],
      changed: ["door", "sea", "roof"],
      kept: [],
    });
    expect(desk.read()).toBe(
      film
        .replace("prompt: A door", "prompt: A red door")
        .replace("duration: 10", "duration: 15")
        .replace('"The sea, grey", tags: [day]', '"The sea, blue: calm", tags: ["day","calm"]')
        .replace("Rain", "Snow"),
    );
    expect(await desk.import(await desk.export())).toMatchObject({ changed: [] });
  });

  test("keys are added, and taken away", async () => {
    const desk = new Desk(film);
    const sheet =
      'id,prompt,duration,mode,note\ndoor,A door,,pro,\nsea,"The sea, grey",15,,=calm\nroof,"A roof.\nRain on it.\n",5,,\n';
    expect(await desk.import(sheet)).toMatchObject({ changed: ["door", "sea", "roof"] });
    expect(desk.read()).toBe(
      film
        .replace("    duration: 10\n", "    duration: null\n    mode: pro\n")
        .replace("tags: [day] }", 'tags: [day], duration: 15, note: "=calm" }')
        .replace("    note: >-\n      wrapped over\n      two lines\n", ""),
    );
  });

  test("new rows become shots behind their neighbours; shots that the sheet lacks stay", async () => {
    const desk = new Desk(film);
    const sheet = 'id,prompt,duration\ndoor,A door,10\nhall,A hall,\nyard,A yard,15\nsea,"The sea, grey",5\n';
    expect(await desk.import(sheet)).toEqual({
      isNew: false,
      added: ["hall", "yard"],
      changed: [],
      kept: ["roof"],
    });
    expect(desk.read()).toBe(
      film.replace(
        "    duration: 10\n",
        "    duration: 10\n  - id: hall\n    prompt: A hall\n  - id: yard\n    prompt: A yard\n    duration: 15\n",
      ),
    );
  });

  const scenes = `version: 1
defaults: { model: kling-v3 }
bible:
  mara: Mara, a woman # of thirty
scenes:
  - scene: s1
    tags: [night]
    shots:
      a: $mara sleeps # soundly
      b: { prompt: B, variants: { x: { duration: 10 }, y: { prompt: Y } } }
  - include: more/s2.yaml
`;
  const include = "scene: s2\nshots:\n  c:\n    prompt: C\n    first_frame: c.png # beside it\n";

  test("scenes, variants, the bible and included files are changed where they are written", async () => {
    const desk = new Desk(scenes, { "more/s2.yaml": include });
    const sheet = await desk.export();
    expect(sheet).toContain("s2_c,s2,C,,kling-v3,more/c.png");
    const edited = sheet
      .replace("Mara, a woman", "Mara, an old woman")
      .replace("$mara sleeps", "$mara wakes: now")
      .replace(/^(s1_b\.x,.*),10/m, "$1,15")
      .replace("more/c.png", "d.png");
    expect(await desk.import(edited)).toMatchObject({ changed: ["s1_a", "s1_b.x", "s2_c", "$mara"] });
    expect(desk.read()).toBe(
      scenes
        .replace("Mara, a woman #", "Mara, an old woman #")
        .replace("a: $mara sleeps #", 'a: "$mara wakes: now" #')
        .replace("duration: 10", "duration: 15"),
    );
    expect(desk.read("more/s2.yaml")).toBe(include.replace("c.png", "../d.png"));
  });

  test("a shot that is a text becomes a mapping where it needs one, and a row in a scene gets there", async () => {
    const desk = new Desk(scenes, { "more/s2.yaml": include });
    const sheet = "id,scene,prompt,duration\na,s1,$mara sleeps,15\nz,s2,Z,\n";
    expect(await desk.import(sheet)).toMatchObject({ added: ["s2_z"], changed: ["s1_a"] });
    expect(desk.read()).toBe(
      scenes.replace(
        "a: $mara sleeps # soundly",
        "a: \n        prompt: $mara sleeps\n        duration: 15 # soundly",
      ),
    );
    expect(desk.read("more/s2.yaml")).toBe(`${include}  s2_z:\n    prompt: Z\n`);
  });

  test("what cannot be brought in is refused, and nothing is written", async () => {
    const desk = new Desk(scenes, { "more/s2.yaml": include });
    expect(
      await desk.import(
        "id,scene,prompt,tags\ns1_a,s2,$mara sleeps,night\ns1_b.x,s1,B,\nq,s9,Q,\n$bob,,Bob,\n",
      ),
    ).toEqual([
      "s.csv, row 2, column B (scene): s1_a is in scene s1 of the storyboard; move it there by hand",
      "s.csv, row 3, column D (tags): this comes from the tags of its scene, look or defaults; change it in the storyboard",
      "s.csv, row 4, column B (scene): the storyboard has no scene s9 with shots; did you mean `s1`?",
      "s.csv, row 5, column A (id): the storyboard's bible has no bob; write it into the bible first",
    ]);
    expect(desk.read()).toBe(scenes);
  });

  test("lines that end in CRLF stay so", async () => {
    const desk = new Desk(film.replaceAll("\n", "\r\n"));
    const sheet = (await desk.export()).replace("A door", "A red door").replace("Rain", "Snow");
    expect(await desk.import(sheet)).toMatchObject({ changed: ["door", "roof"] });
    expect(desk.read()).toBe(
      film.replace("A door", "A red door").replace("Rain", "Snow").replaceAll("\n", "\r\n"),
    );
  });

  test("a storyboard that is not valid is not touched", async () => {
    const desk = new Desk("version: 1\nshots: [\n");
    expect(await desk.import("id,prompt\na,A\n")).toEqual([expect.stringContaining("storyboard_invalid")]);
  });
});

describe("a new storyboard", () => {
  test("is made of a sheet of any spreadsheet: byte order mark, CRLF, semicolons, capitals, empty rows", async () => {
    const desk = new Desk();
    const sheet =
      '\ufeffid;prompt;model;duration;skip;tags;#remark;\r\na;"A; and\r\nmore";kling-v3;5;FALSE;"x, y";ignored;\r\n;;;;;;;\r\nb;B;kling-v3;10;TRUE;;;\r\n';
    expect(await desk.import(sheet)).toMatchObject({ isNew: true, added: ["a", "b"] });
    expect(desk.read()).toBe(`version: 1
defaults:
  model: kling-v3
shots:
  a:
    prompt: |-
      A; and
      more
    duration: 5
    skip: false
    tags:
      - x
      - y
  b:
    prompt: B
    duration: 10
    skip: true
`);
  });

  test("rows of a scene are a scene, whose id is put before theirs", async () => {
    const desk = new Desk();
    expect(
      await desk.import("id,scene,prompt,model\n010,s1,A,kling-v3\n020,s1,B,kling-v3\n010,s2,C,kling-v3\n"),
    ).toMatchObject({
      added: ["s1_010", "s1_020", "s2_010"],
    });
    expect(desk.read()).toContain("- scene: s2\n    shots:\n      s2_010: C\n");
  });

  test("wrong cells are named by row and column, all at once, and nothing is written", async () => {
    const desk = new Desk();
    const sheet = `id,scene,prompt,model,duration,audio,first_frame,takes
a,s1,A,kling-v3,five,maybe,{x,1
a,s1,A,kling-v3,5,true,,1
,s1,A,kling-v3,5,true,,1
short,s1
-e,,E,kling-v3,5,,,
`;
    expect(await desk.import(sheet)).toEqual([
      "s.csv, row 3, column A (id): s1_a is the shot of row 2 already",
      "s.csv, row 4, column A (id): the shot has no id",
      "s.csv, row 5: the row has 2 cells, and the header 8",
      "s.csv, row 6, column A (id): a shot's id begins with a letter or a digit, and goes on with these, `.`, `_` and `-`",
    ]);
    expect(await desk.import(sheet.split("\n").slice(0, 2).join("\n"))).toEqual([
      "s.csv, row 2, column E (duration): `five` is not a number, such as 5 or 0.5",
      "s.csv, row 2, column F (audio): `maybe` is not true or false",
      's.csv, row 2, column G (first_frame): `{x` is not JSON, such as {"key": 1} or [1, 2]',
    ]);
    expect(existsSync(desk.file)).toBe(false);
  });

  test("what the model's contract refuses is named by row and column, too", async () => {
    const desk = new Desk();
    const sheet = "id,prompt,model,duration\na,A,kling-v3,5\nb,B,kling-v3,7\nc,,kling-v3,5\nd,D,klin-v3,5\n";
    expect(await desk.import(sheet)).toEqual([
      expect.stringMatching(/^s\.csv, row 3, column D \(duration\): .*5, 10 or 15/),
      expect.stringMatching(/^s\.csv, row 4.*prompt/),
      expect.stringMatching(/^s\.csv, row 5, column C \(model\): .*klin-v3.*did you mean `kling-v3`/),
    ]);
  });

  test("headers and files that are none are explained", async () => {
    const desk = new Desk();
    expect(await desk.import("id,promt,prompt,id\na,A,B,c\n")).toEqual([
      "s.csv, row 1, column B (promt): no shot has such a key; did you mean `prompt`?",
      "s.csv, row 1, column D (id): the column is there already: A",
    ]);
    expect(await desk.import("name,prompt\na,A\n")).toEqual([expect.stringContaining("id_column_missing")]);
    expect(await desk.import("")).toEqual([expect.stringContaining("sheet_empty")]);
    expect(await desk.import(Buffer.from("id\n\xe9", "latin1"))).toEqual([expect.stringContaining("UTF-8")]);
    expect(await desk.import(Buffer.from("id\na", "utf16le"))).toEqual([expect.stringContaining("UTF-8")]);
    expect(await desk.import('id,prompt\na,"A\nb,B\n')).toEqual([expect.stringContaining("sheet_broken")]);
  });
});
