import { expect, test } from "vitest";
import { selectionRefusal } from "../../src/cli/words/selection-refusals.ts";
import { type ShotFilter, selectShots } from "../../src/film/select/select-shots.ts";

const ids = ["sc010_sh0010", "sc010_sh0020", "sc020_sh0010", "a.b-c"];

const shots = ids.map((id) => ({ id }));

async function named(...only: string[]): Promise<readonly string[] | string> {
  const selected = await selectShots({ only }, { shots });
  if (!selected.ok) return selectionRefusal(selected.error, "storyboard.yaml").message;
  return ids.filter((id) => selected.value?.(id) === true);
}

test("globs name shots, and several globs name them together", async () => {
  expect(await named("sc010_*")).toEqual(["sc010_sh0010", "sc010_sh0020"]);
  expect(await named("sc020_sh0010", "a.*")).toEqual(["sc020_sh0010", "a.b-c"]);
  expect(await named("*_sh00{10,20}")).toEqual(["sc010_sh0010", "sc010_sh0020", "sc020_sh0010"]);
});

test("without --only no shot is named, which is not the same as all", async () => {
  expect(await selectShots({}, { shots })).toEqual({ ok: true, value: undefined });
});

test("a glob that names nothing is a mistake", async () => {
  expect(await named("sc010_*", "sc030_*")).toContain("--only sc030_* names no shot");
  expect(await named("sc010_sh001")).toBe("--only sc010_sh001 names no shot; did you mean sc010_sh0010?");
});

test("a scene's prefix alone is answered with how to write it", async () => {
  expect(await named("sc010")).toBe(
    "--only sc010 names no shot; 2 shots with ids that begin so: --only 'sc010_*'",
  );
  expect(await named("sc0")).toBe("--only sc0 names no shot; 3 shots with ids that begin so: --only 'sc0*'");
});

test("a guess that is far off is not made", async () => {
  expect(await named("z")).toBe("--only z names no shot");
});

const film = [
  { id: "sc010_sh0010", scene: "sc010", tags: ["day"] },
  { id: "sc010_sh0020", scene: "sc010" },
  { id: "sc020_sh0010", scene: "sc020", tags: ["day", "hero"] },
  { id: "sc030_sh0010", scene: "sc030", tags: ["night"] },
];

async function selected(filter: ShotFilter, changed?: ReadonlySet<string>): Promise<string> {
  const isNamed = await selectShots(filter, { shots: film, skipped: ["sc040_sh0010"], changed });
  if (!isNamed.ok) return selectionRefusal(isNamed.error, "storyboard.yaml").message;
  return film
    .filter(({ id }) => isNamed.value?.(id) !== false)
    .map(({ id }) => id.replace("_sh00", " "))
    .join(", ");
}

test("a scene's id names its shots", async () => {
  expect(await selected({ only: ["sc010"] })).toBe("sc010 10, sc010 20");
  expect(await selected({ only: ["sc0{10,30}"] })).toBe("sc010 10, sc010 20, sc030 10");
  expect(await selected({ except: ["sc010"] })).toBe("sc020 10, sc030 10");
  expect(await selected({ only: ["sc011"] })).toContain("did you mean sc010?");
});

test("tags name shots, and several of them name shots together", async () => {
  expect(await selected({ tag: ["day"] })).toBe("sc010 10, sc020 10");
  expect(await selected({ tag: ["hero", "night"] })).toBe("sc020 10, sc030 10");
});

test("what several flags say holds at once", async () => {
  expect(await selected({ only: ["sc010", "sc020"], tag: ["day"] })).toBe("sc010 10, sc020 10");
  expect(await selected({ only: ["sc010", "sc020"], tag: ["day"], except: ["*_sh0010"] })).toBe("");
  expect(await selected({ tag: ["day"] }, new Set(["sc020_sh0010", "sc030_sh0010"]))).toBe("sc020 10");
  expect(await selected({}, new Set())).toBe("");
});

test("a tag, or an exception, that names nothing is a mistake, since more would be paid for than was meant", async () => {
  expect(await selected({ tag: ["heros"] })).toBe("--tag heros: no shot has this tag; did you mean hero?");
  expect(await selected({ tag: ["zzz"] })).toBe(
    "--tag zzz: no shot has this tag; there are day, hero and night",
  );
  expect(await selected({ except: ["sc01_*"] })).toContain("--except sc01_* names no shot");
  expect(await selected({ only: ["sc040_*"] })).toBe("--only sc040_* names a shot with `skip: true` only");
});

test("only --only names shots; the other flags select them, as one of many", async () => {
  const verdict = async (filter: ShotFilter): Promise<boolean | undefined> => {
    const isNamed = await selectShots(filter, { shots: film });
    return isNamed.ok ? isNamed.value?.("sc020_sh0010") : false;
  };
  expect(await verdict({ only: ["sc020"] })).toBe(true);
  expect(await verdict({ only: ["sc020"], tag: ["hero"] })).toBe(true);
  expect(await verdict({ tag: ["hero"] })).toBeUndefined();
  expect(await verdict({ except: ["sc010"] })).toBeUndefined();
});

test("work for a shot that is gone goes on beside an exception, and not beside what was asked for", async () => {
  const verdict = async (filter: ShotFilter): Promise<boolean | undefined> => {
    const isNamed = await selectShots(filter, { shots: film });
    return isNamed.ok ? isNamed.value?.("gone_sh01") : undefined;
  };
  expect(await verdict({ except: ["sc010"] })).toBeUndefined();
  expect(await verdict({ only: ["sc010"] })).toBe(false);
  expect(await verdict({ tag: ["day"] })).toBe(false);
});
