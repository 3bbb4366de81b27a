import { expect, test } from "vitest";
import { filmRefusal } from "../../src/cli/film-refusals.ts";
import { selectShots } from "../../src/film/select-shots.ts";

const ids = ["sc010_sh0010", "sc010_sh0020", "sc020_sh0010", "a.b-c"];

const shots = ids.map((id) => ({ id }));

async function named(...only: string[]): Promise<readonly string[] | string> {
  const selected = await selectShots({ only }, shots);
  if (!selected.ok) return filmRefusal(selected.error, "storyboard.yaml").message;
  return ids.filter((id) => selected.value?.(id) === true);
}

test("globs name shots, and several globs name them together", async () => {
  expect(await named("sc010_*")).toEqual(["sc010_sh0010", "sc010_sh0020"]);
  expect(await named("sc020_sh0010", "a.*")).toEqual(["sc020_sh0010", "a.b-c"]);
  expect(await named("*_sh00{10,20}")).toEqual(["sc010_sh0010", "sc010_sh0020", "sc020_sh0010"]);
});

test("without --only no shot is named, which is not the same as all", async () => {
  expect(await selectShots({}, shots)).toEqual({ ok: true, value: undefined });
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
