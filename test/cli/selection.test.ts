import { expect, test } from "vitest";
import { selectShots } from "../../src/cli/selection.ts";

const ids = ["sc010_sh0010", "sc010_sh0020", "sc020_sh0010", "a.b-c"];

function named(...only: string[]): readonly string[] | string {
  const selected = selectShots(only, ids);
  if (!selected.ok) return selected.error;
  return ids.filter((id) => selected.value?.(id) === true);
}

test("globs name shots, and several globs name them together", () => {
  expect(named("sc010_*")).toEqual(["sc010_sh0010", "sc010_sh0020"]);
  expect(named("sc020_sh0010", "a.*")).toEqual(["sc020_sh0010", "a.b-c"]);
  expect(named("*_sh00{10,20}")).toEqual(["sc010_sh0010", "sc010_sh0020", "sc020_sh0010"]);
});

test("without --only no shot is named, which is not the same as all", () => {
  expect(selectShots(undefined, ids)).toEqual({ ok: true, value: undefined });
});

test("a glob that names nothing is a mistake", () => {
  expect(named("sc010_*", "sc030_*")).toContain("--only sc030_* names no shot");
  expect(named("sc010_sh001")).toBe("--only sc010_sh001 names no shot; did you mean sc010_sh0010?");
});
