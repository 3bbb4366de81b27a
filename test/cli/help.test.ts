import { expect, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { builtDailies } from "./dailies.ts";

const commands = [
  "init",
  "check",
  "plan",
  "render",
  "retry",
  "rehearse",
  "status",
  "explain",
  "sheet",
  "assemble",
  "export",
  "import",
  "models",
  "schema",
  "completion",
  "resolve",
  "rescue",
  "merge-driver",
  "mcp",
];

test("dailies without arguments shows the same help as --help", async () => {
  const cwd = temporaryFolder();
  const [bare, help] = await Promise.all([builtDailies([], { cwd }), builtDailies(["--help"], { cwd })]);
  expect(bare).toEqual(help);
  expect(help.code).toBe(0);
  expect(help.stderr).toBe("");
  expect(help.stdout).toMatchSnapshot();
});

test.each(commands)("dailies %s --help explains the command, with examples", async (command) => {
  const { code, stdout, stderr } = await builtDailies([command, "--help"], { cwd: temporaryFolder() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("EXAMPLES");
  expect(stdout).toMatchSnapshot();
});

test("--version prints the package's version and nothing else", async () => {
  const { code, stdout, stderr } = await builtDailies(["--version"], { cwd: temporaryFolder() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
