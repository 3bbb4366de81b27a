import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { toJson } from "../../src/diagnostics/diagnostic-json.ts";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";
import { requestBody } from "../../src/provider/toapis/request-body.ts";

/**
 * Runs every storyboard of specs/batches against the answer that is written down beside it. After a change that is
 * meant to change answers: `UPDATE_SPECS=1 npx vitest run test/manifest/batches.test.ts`, then read the difference.
 */
const root = join(import.meta.dirname, "..", "..", "specs", "batches");
const update = process.env.UPDATE_SPECS === "1";

function storyboards(kind: string): string[] {
  return readdirSync(join(root, kind)).filter((name) => name.endsWith(".yaml"));
}

function compare(kind: string, name: string, actual: JsonValue): void {
  const file = join(root, kind, name.replace(/\.yaml$/, ".expected.json"));
  if (update) writeFileSync(file, `${JSON.stringify(actual, null, 2)}\n`);
  expect(actual).toEqual(JSON.parse(readFileSync(file, "utf8")));
}

describe("a valid storyboard", () => {
  it.each(storyboards("valid"))("%s gives the requests written beside it", async (name) => {
    const loaded = await loadStoryboard({ file: join(root, "valid", name) });
    expect(loaded.ok ? "" : printDiagnostics(loaded.error, { color: false })).toBe("");
    if (!loaded.ok) return;
    const { title, output, jobs, prices, warnings } = loaded.value;
    expect(warnings).toEqual([]);
    const seen = {
      ...(title !== undefined && { title }),
      output,
      ...(prices !== undefined && { prices: JSON.parse(JSON.stringify(prices)) }),
      jobs: jobs.map(({ clip, line, billing, canLookUp, request, contract, inputs }) => ({
        clip,
        line,
        billing: { ...billing },
        can_look_up: canLookUp,
        body: requestBody({ request, contract, pictures: new Map() }),
        inputs,
      })),
    };
    compare("valid", name, seen);
    // Key order is part of what the seed documents show.
    const bodies = JSON.parse(
      readFileSync(join(root, "valid", name.replace(/\.yaml$/, ".expected.json")), "utf8"),
    );
    expect(seen.jobs.map(({ body }) => JSON.stringify(body))).toEqual(
      bodies.jobs.map((job: { body: unknown }) => JSON.stringify(job.body)),
    );
  });
});

describe("an invalid storyboard", () => {
  it.each(storyboards("invalid"))("%s gives the diagnostics written beside it", async (name) => {
    const file = join(root, "invalid", name);
    const loaded = await loadStoryboard({ file });
    expect(loaded.ok).toBe(false);
    if (loaded.ok) return;
    const seen = loaded.error.map((diagnostic) => {
      const { file: path, start, end, labels, ...rest } = toJson(diagnostic);
      expect(path).toBe(file);
      const further = labels?.map(({ file: _, ...label }) => label);
      return { ...rest, start, end, ...(further && { labels: further }) };
    });
    compare("invalid", name, JSON.parse(JSON.stringify(seen)));
  });
});
