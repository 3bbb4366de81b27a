import { describe, expect, it } from "vitest";
import { isObject } from "../../src/base/json.ts";
import { failure } from "../../src/base/result.ts";
import type { Place } from "../../src/diagnostics/diagnostic.ts";
import { mergeLayers } from "../../src/manifest/bind/merge-layers.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { type ExpandedFilm, expandShots } from "../../src/manifest/expand/expand-shots.ts";
import { type Layer, type Layers, originOf } from "../../src/manifest/expand/layers.ts";
import { readFilm } from "../../src/manifest/read/read-film.ts";
import { Reporter } from "../../src/manifest/reporter.ts";

const library = await openPackagedContracts();

function contract(model: string) {
  const found = library.find(model);
  if (!found.ok) throw new Error(model);
  return found.value;
}

function expand(text: string): ExpandedFilm {
  const source = { path: "film.yaml", text };
  return expandShots(
    readFilm(source, () => failure("is not there")),
    new Reporter(),
  );
}

function textAt({ source, range }: Required<Place>): string {
  return source.text.slice(range.start, range.end);
}

const film = `version: 1
defaults:
  model: kling-v3
  mode: pro # once for all
  metadata: { seed: 1 }
shots:
  - id: a
    prompt: A city
    mode: std
  - id: b
    prompt: A river
    takes: 2
`;

describe("every value of an expanded shot", () => {
  it("knows its file, its place and what kind of layer it is from", () => {
    const seen = expand(film).shots.map(({ id, layers }) => [
      id,
      ...[["prompt"], ["mode"], ["model"], ["metadata", "seed"]].map((path) => {
        const { from, place } = originOf(layers, path);
        return `${from} ${place.source.path} ${textAt(place)}`;
      }),
    ]);
    expect(seen).toEqual([
      [
        "a",
        "shot film.yaml A city",
        "shot film.yaml std",
        "defaults film.yaml kling-v3",
        "defaults film.yaml 1",
      ],
      [
        "b",
        "shot film.yaml A river",
        "defaults film.yaml pro",
        "defaults film.yaml kling-v3",
        "defaults film.yaml 1",
      ],
    ]);
  });

  it("is found in whichever form the list is written", () => {
    const flow = "version: 1\ndefaults: { mode: pro }\nshots: [{ id: a, prompt: x, model: kling-v3 }]\n";
    const [shot] = expand(flow).shots;
    if (shot === undefined) throw new Error("there is a shot");
    expect(textAt(originOf(shot.layers, ["mode"], "key").place)).toBe("mode");
    expect(textAt(originOf(shot.layers, ["prompt"]).place)).toBe("x");
  });

  it("that is written nowhere is looked for on the shot", () => {
    const [shot] = expand(film).shots;
    if (shot === undefined) throw new Error("there is a shot");
    expect(originOf(shot.layers, ["duration"])).toEqual({ from: "shot", place: shot.place, folder: "" });
  });

  it("has its own takes, and 1 where none are given", () => {
    expect(expand(film).shots.map(({ id, model, takes }) => [id, model, takes])).toEqual([
      ["a", "kling-v3", 1],
      ["b", "kling-v3", 2],
    ]);
  });
});

describe("frames that are another shot's", () => {
  it("are followed over ten thousand shots, forwards and backwards", () => {
    const count = 10_000;
    const chain = (which: string, first: number) =>
      Array.from({ length: count }, (_, index) => {
        const frame = index === first ? "a.jpg" : `{ first_frame_of: ${which} }`;
        return `  s${index}: { prompt: x, model: kling-v3, first_frame: ${frame} }\n`;
      }).join("");
    for (const [which, first] of [
      ["previous", 0],
      ["next", count - 1],
    ] as const) {
      const { shots } = expand(`version: 1\nshots:\n${chain(which, first)}`);
      const pictures = shots.map(({ derived }) => derived.frames?.first_frame);
      expect(pictures.filter((frame) => frame?.kind === "picture" && frame.path === "a.jpg").length).toBe(
        count - 1,
      );
    }
  });
});

describe("layers of any number", () => {
  const layer = (values: unknown, from: Layer["from"]): Layer => {
    if (!isObject(JSON.parse(JSON.stringify(values)))) throw new Error("a layer is a mapping");
    return {
      from,
      values: JSON.parse(JSON.stringify(values)),
      folder: "",
      locate: () => ({ source: { path: "", text: "" }, range: { start: 0, end: 0 } }),
    };
  };
  const merged = (shot: object, ...farther: readonly object[]): unknown => {
    const layers: Layers = [layer(shot, "shot"), ...farther.map((values) => layer(values, "defaults"))];
    return mergeLayers(contract("kling-v3"), { layers, derived: {} }).values;
  };

  it("give each key its nearest value", () => {
    expect(merged({ prompt: "x" }, { duration: 10, mode: "std" }, { mode: "pro", audio: true })).toEqual({
      prompt: "x",
      duration: 10,
      mode: "std",
      audio: true,
    });
  });

  it("lose a value where a nearer one is null, and get it back from a still nearer one", () => {
    expect(merged({}, { mode: null }, { mode: "pro" })).toEqual({});
    expect(merged({ mode: null }, { mode: "std" }, { mode: "pro" })).toEqual({});
    expect(merged({ mode: "std" }, { mode: null }, { mode: "pro" })).toEqual({ mode: "std" });
  });

  it("keep of two ways to give frames the nearer one, and both where one layer has both", () => {
    const frames = { first_frame: "a.jpg", last_frame: "b.jpg" };
    const list = { image_urls: ["c.jpg"] };
    expect(merged({}, list, frames)).toEqual(list);
    expect(merged({}, frames, list)).toEqual(frames);
    expect(merged({}, { ...frames, ...list })).toEqual({ ...frames, ...list });
  });

  it("keep a null that takes nothing away, so that it can be called wrong, on the shot alone", () => {
    expect(merged({ mode: null }, {})).toEqual({ mode: null });
    expect(merged({}, { mode: null })).toEqual({});
  });

  it("drop what the model does not take, but for the shot's own", () => {
    expect(merged({ promt: "x" }, { seed: 3, quality: "high" })).toEqual({ promt: "x" });
  });

  it("never let a key that is dailies' own reach the model", () => {
    expect(merged({ id: "a", takes: 2, model: "kling-v3", prompt: "x" }, { takes: 3 })).toEqual({
      prompt: "x",
    });
  });
});
