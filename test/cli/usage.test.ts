import { expect, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { dailies } from "./dailies.ts";

const mistakes: readonly (readonly [what: string, args: readonly string[], says: string])[] = [
  ["an unknown command", ["rendr", "film.yaml"], "did you mean `render`?"],
  ["an unknown flag", ["render", "film.yaml", "--polinterval", "1s"], "did you mean --poll-interval?"],
  ["a missing file", ["plan"], "FILE is missing"],
  ["one file too many", ["plan", "a.yaml", "b.yaml"], "Too many arguments"],
  ["a duration without a unit", ["render", "film.yaml", "--poll-interval", "10"], "200ms, 10s or 2m"],
  ["a poll interval of nothing", ["render", "film.yaml", "--poll-interval", "0s"], "1ms or more"],
  ["a concurrency of nothing", ["render", "film.yaml", "--concurrency", "0"], "a whole number from 1 on"],
  ["a rate that is none", ["render", "film.yaml", "--submit-rate", "fast"], "or off"],
  ["a negative budget", ["render", "film.yaml", "--budget", "-3"], "--budget"],
  ["a base URL that is none", ["render", "film.yaml", "--base-url", "toapis"], "The base URL is no URL"],
  [
    "a base URL that would show the key",
    ["render", "film.yaml", "--base-url", "http://example.com"],
    "plain http",
  ],
  [
    "a flag given twice",
    ["render", "film.yaml", "--output", "a", "--output", "b"],
    "Too many arguments for --output",
  ],
  ["an empty glob", ["plan", "film.yaml", "--only", ""], "not an empty text"],
  ["an unknown model", ["models", "kling-v4"], "Did you mean kling-v3?"],
  ["an unknown revision", ["models", "kling-v3@2031-01"], "It has 2026-05 and 2026-08."],
  ["a resolution that says nothing", ["resolve", "film.yaml", "sh01"], "--task ID and --not-submitted"],
  [
    "a resolution that says both",
    ["resolve", "film.yaml", "sh01", "--task", "x", "--not-submitted"],
    "one of",
  ],
];

test.each(mistakes)("%s is told apart and exits with 2", async (_what, args, says) => {
  const { code, stdout, stderr } = await dailies(args, { cwd: temporaryFolder() });
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("a mistake in a flag points to the command's help", async () => {
  const { stderr } = await dailies(["render", "film.yaml", "--nope"], { cwd: temporaryFolder() });
  expect(stderr).toContain("See: dailies render --help");
});
