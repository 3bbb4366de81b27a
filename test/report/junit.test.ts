import fc from "fast-check";
import { expect, test } from "vitest";
import { visibleText } from "../../src/base/text/visible-text.ts";
import { junitXml } from "../../src/report/junit/junit-xml.ts";
import { type TakeResult, verdicts } from "../../src/report/junit/take-results.ts";
import { hostileText } from "../cut/made-timelines.ts";
import { readJunit } from "./junit-shape.ts";

const result: fc.Arbitrary<TakeResult> = fc
  .record({
    id: hostileText,
    scene: hostileText,
    code: hostileText,
    message: hostileText,
    taskId: hostileText,
    take: fc.integer({ min: 1, max: 3 }),
    line: fc.integer({ min: 1, max: 9_999 }),
    verdict: fc.constantFrom(...verdicts),
    elapsedMs: fc.integer({ min: -5, max: 1e12 }),
  })
  .map(({ code, message, verdict, ...rest }) =>
    verdict === "passed" ? { ...rest, verdict } : { ...rest, verdict, cause: { code, message } },
  );

/** What XML cannot hold is not there either. */
function shown(text: string): string {
  return visibleText(text).replace(/[\ufffe\uffff]/g, "\ufffd");
}

test("any text of a storyboard or a provider comes out of the XML as it went in, in its place", () => {
  fc.assert(
    fc.property(fc.array(result, { maxLength: 6 }), hostileText, (results, file) => {
      const cases = readJunit(junitXml({ command: "render", file, startedAt: 0, endedAt: 1_500, results }));
      const byScene = [...new Map(results.map(({ scene }) => [scene, 0])).keys()].flatMap((scene) =>
        results.filter((one) => one.scene === scene),
      );
      expect(cases.map(({ name, message }) => ({ name, message }))).toEqual(
        byScene.map(({ id, take, cause }) => ({
          name: shown(take === 1 ? id : `${id} take ${take}`),
          message: shown(cause?.message ?? ""),
        })),
      );
    }),
  );
});

test("a run that stopped is an error beside its takes, which Jenkins and GitHub count", () => {
  const stopped = { code: "budget", message: "The budget is used up." };
  const results: TakeResult[] = [{ id: "a", take: 1, verdict: "passed", elapsedMs: 61_250 }];
  const xml = junitXml({
    command: "render",
    file: "f/film.yaml",
    startedAt: 0,
    endedAt: 2_000,
    results,
    stopped,
  });
  expect(xml).toMatch(/<testsuites name="dailies render" tests="2" failures="0" errors="1" time="2.000">/);
  expect(xml).toContain('timestamp="1970-01-01T00:00:00"');
  expect(xml).toContain('<testcase name="a" time="61.250" classname="film" file="f/film.yaml"/>');
  expect(readJunit(xml).at(-1)).toMatchObject({
    suite: "film (run)",
    name: "dailies render",
    verdict: "error",
    type: "budget",
    message: "The budget is used up.",
  });
});
