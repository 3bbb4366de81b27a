import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
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
    const { title, output, jobs, skipped, prices, warnings } = loaded.value;
    const seen = {
      ...(title !== undefined && { title }),
      output,
      ...(prices !== undefined && { prices: JSON.parse(JSON.stringify(prices)) }),
      ...(warnings.length > 0 && { warnings: shown(warnings, join(root, "valid", name)) }),
      ...(skipped.length > 0 && { skipped: [...skipped] }),
      jobs: jobs.map(
        ({ clip, scene, tags, line, writtenIn, billing, canLookUp, request, contract, inputs }) => ({
          clip,
          ...(scene !== undefined && { scene }),
          ...(tags !== undefined && { tags: [...tags] }),
          line,
          ...(writtenIn !== undefined && { written_in: writtenIn }),
          billing: { ...billing },
          can_look_up: canLookUp,
          body: requestBody({ request, contract, pictures: new Map() }),
          inputs,
        }),
      ),
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
    compare("invalid", name, shown(loaded.error, file));
  });
});

/** Diagnostics as `check --json` gives them; of files, those that are not the storyboard itself, relative to it. */
function shown(diagnostics: readonly Diagnostic[], storyboard: string): JsonValue {
  const inFile = <T extends { readonly file: string }>({ file, ...rest }: T) => ({
    ...(file !== storyboard && { file: relative(join(storyboard, ".."), file) }),
    ...rest,
  });
  const seen = diagnostics.map((diagnostic) => {
    const { start, end, labels, ...rest } = toJson(diagnostic);
    return { ...inFile(rest), start, end, ...(labels && { labels: labels.map(inFile) }) };
  });
  return JSON.parse(JSON.stringify(seen));
}
