import { expect, test } from "vitest";
import { mistakeSchema } from "../../src/report/schemas/refusal.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { builtDailies } from "./dailies.ts";

const mistakes: readonly (readonly [what: string, args: readonly string[], says: string])[] = [
  ["an unknown command", ["rendr", "film.yaml"], "there is no command rendr; did you mean render?"],
  [
    "an unknown flag",
    ["render", "film.yaml", "--polinterval", "1s"],
    "there is no flag --polinterval; did you mean --poll-interval?",
  ],
  ["a missing file", ["plan"], "FILE is missing"],
  [
    "one file too many",
    ["rehearse", "a.yaml", "b.yaml"],
    "too many arguments: b.yaml; the command takes 1 argument",
  ],
  ["a duration without a unit", ["render", "film.yaml", "--poll-interval", "10"], "200ms, 10s or 2m"],
  ["a poll interval of nothing", ["render", "film.yaml", "--poll-interval", "0s"], "1ms or more"],
  ["a concurrency of nothing", ["render", "film.yaml", "--concurrency", "0"], "a whole number from 1 on"],
  ["a rate that is none", ["render", "film.yaml", "--submit-rate", "fast"], "or off"],
  ["a negative budget", ["render", "film.yaml", "--budget", "-3"], "--budget"],
  ["a base URL that is none", ["render", "film.yaml", "--base-url", "toapis"], "The base URL is not a URL"],
  [
    "a base URL that would show the key",
    ["render", "film.yaml", "--base-url", "http://example.com"],
    "plain http",
  ],
  [
    "a flag given twice",
    ["render", "film.yaml", "--output", "a", "--output", "b"],
    "--output is given twice",
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

test.each(mistakes)("%s has a text of its own and exits with 2", async (_what, args, says) => {
  const { code, stdout, stderr } = await builtDailies(args, { cwd: temporaryFolder() });
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("a mistake in a flag points to the command's help", async () => {
  const { stderr } = await builtDailies(["render", "film.yaml", "--nope"], { cwd: temporaryFolder() });
  expect(stderr).toContain("See: dailies render --help");
});

test.each(["qqq", "x", "store"])("a guess that is far off is not made: %s", async (command) => {
  const { code, stderr } = await builtDailies([command], { cwd: temporaryFolder() });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `dailies: there is no command ${command}\nSee: dailies --help\n`,
  });
});

test("help, version and -V say the same as the flags", async () => {
  const cwd = temporaryFolder();
  const [help, helpFlag, page, pageFlag, version, short, versionFlag] = await Promise.all(
    [["help"], ["--help"], ["help", "render"], ["render", "--help"], ["version"], ["-V"], ["--version"]].map(
      (args) => builtDailies(args, { cwd }),
    ),
  );
  expect(help).toEqual(helpFlag);
  expect(page).toEqual(pageFlag);
  expect(version).toEqual(versionFlag);
  expect(short).toEqual(versionFlag);
  expect(help?.code).toBe(0);
});

const codes: readonly (readonly [code: string, args: readonly string[]])[] = [
  ["command_unknown", ["rendr", "film.yaml"]],
  ["flag_unknown", ["render", "film.yaml", "--pollinterval", "1s"]],
  ["flag_repeated", ["render", "film.yaml", "--output", "a", "--output", "b"]],
  ["value_missing", ["render", "film.yaml", "--concurrency"]],
  ["value_invalid", ["render", "film.yaml", "--concurrency", "0"]],
  ["argument_missing", ["plan"]],
  ["argument_unexpected", ["rehearse", "a.yaml", "b.yaml"]],
  ["command_line_invalid", ["resolve", "film.yaml", "sh01"]],
];

test.each(codes)("with --json a mistake is one line for programs: %s", async (code, args) => {
  const finished = await builtDailies([args[0] ?? "", "--json", ...args.slice(1)], {
    cwd: temporaryFolder(),
  });
  expect(finished.stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(mistakeSchema.parse(JSON.parse(finished.stdout))).toMatchObject({ error: { code } });
  expect(finished.code).toBe(2);
});

test("what was typed reaches the terminal without its control characters", async () => {
  const { stderr } = await builtDailies(["\u009b2J\u001b[2J"], { cwd: temporaryFolder() });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: there are to be none
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
