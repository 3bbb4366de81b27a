import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../src", import.meta.url));

/**
 * Open on purpose: what these switch over is not a union of ours, or all other members of it are alike. In `run`,
 * `provider`, `plan`, `state` and `lockfile`, where money moves, there are none.
 */
const mayBeOpen: readonly string[] = [
  // what is left is a union of its own, which goes to a closed switch
  // words of a command line
  "cli/completion/names.ts placeholder",
  "cli/completion/names.ts placeholder",
  "cli/main.ts first",
  // codes of the operating system, and of zod
  "clips/disk-error.ts code",
  "manifest/bind/bind-shots.ts problem.kind",
  "manifest/read/schema-problems.ts issue.code",
  "manifest/read/yaml/yaml-slips.ts code",
  // words that most codes and reasons do without
  "report/junit/junit-report.ts event.type",
  "report/junit/take-results.ts reason",
  "report/plan/plan-text.ts reason",
  "report/run/failure-groups.ts code",
  "report/run/live/lasting-lines.ts reason",
  "report/run/next-steps.ts stopped",
  "review/client/keys.ts key",
  "review/client/keys.ts key",
  "review/client/video/play-settings.ts action.kind",
];

interface Switch {
  /** File and what is switched over. */
  readonly name: string;
  readonly isClosed: boolean;
}

/** Every `switch` of a file. Biome formats them, so that a `switch` and its end are lines of the same indentation. */
function switchesIn(file: string): Switch[] {
  const lines = readFileSync(join(source, file), "utf8").split("\n");
  return lines.flatMap((line, from) => {
    const found = /^(\s*)(?:\w+: )?switch \((.*)\) \{$/.exec(line);
    if (found === null) {
      if (/\bswitch \(/.test(line)) throw new Error(`${file}:${from + 1}: this switch cannot be read`);
      return [];
    }
    const [, indent = "", subject = ""] = found;
    const length = lines.slice(from).indexOf(`${indent}}`);
    const body = lines.slice(from + 1, from + length);
    const lastClause = body.slice(body.findLastIndex((text) => text.startsWith(`${indent}  default:`)));
    const isClosed = lastClause.some((text) => /^\s*(?:return |throw )?unreachable\(/.test(text));
    return [{ name: `${file.replaceAll(sep, "/")} ${subject}`, isClosed }];
  });
}

const switches = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .flatMap(switchesIn);

test("a switch over a union is closed, so that its next member does not compile until it is thought of", () => {
  const open = switches.filter(({ isClosed }) => !isClosed).map(({ name }) => name);
  expect(open).toEqual(mayBeOpen);
});

test("the switches are found at all", () => {
  expect(switches.length).toBeGreaterThan(30);
  expect(switches.filter(({ name }) => name === "run/submit/submit.ts outcome.kind")).toHaveLength(1);
});
