import fc from "fast-check";
import { expect, test } from "vitest";
import { commandArgv } from "../../src/mcp/command-line.ts";

test("flags are named as on the command line, each joined to its value; arguments come behind --", () => {
  const argv = commandArgv(
    "plan",
    { max_shots: 3, only: ["a", "b"], missing: true, rejected: false, tag: undefined },
    ["film.yaml", 2],
  );
  expect(argv).toEqual([
    "plan",
    "--json",
    "--max-shots=3",
    "--only=a",
    "--only=b",
    "--missing",
    "--",
    "film.yaml",
    "2",
  ]);
});

test("no amount is written with an exponent", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (budget) => {
      const [, , flag = ""] = commandArgv("plan", { budget }, []);
      expect(flag).toMatch(/^--budget=\d+(\.\d+)?$/);
      expect(Number(flag.slice("--budget=".length))).toBe(budget);
    }),
  );
});
