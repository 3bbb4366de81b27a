import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { failure, success } from "../../src/base/result.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import type { InspectPicture } from "../../src/manifest/bind/inspect-pictures.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { compileStoryboard } from "../../src/manifest/compile-storyboard.ts";
import { requestBody } from "../../src/provider/toapis/request-body.ts";
import { type Mutation, mutated, mutations } from "../cli/hostile/mutate.ts";
import { checkRequestBody } from "../fakes/check-request.ts";

/** `npm run fuzz` takes 100,000 documents; a failure names its seed. */
const numRuns = Number(process.env.DAILIES_PROPERTY_RUNS ?? 300);
const seed = process.env.DAILIES_PROPERTY_SEED;

const library = await openPackagedContracts();
const root = join(import.meta.dirname, "..", "..", "specs", "batches");

/** Every written storyboard, with what it includes. */
const texts: ReadonlyMap<string, string> = new Map(
  ["valid", "invalid", "valid/parts", "invalid/parts"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), "utf8")] as const),
  ),
);
const small = [...texts].filter(([, text]) => text.length < 8_000);
const parsed = small.flatMap(([name, text]) => {
  try {
    const value: unknown = parse(text, { logLevel: "error" });
    // One that holds itself cannot be written again.
    return typeof value === "object" && value !== null && JSON.stringify(value) !== ""
      ? [{ name, value }]
      : [];
  } catch {
    return [];
  }
});

/** A local picture is there where its name has no digit. */
const inspect: InspectPicture = (file) =>
  Promise.resolve(
    /\d/.test(file)
      ? failure({ kind: "missing" })
      : success({ sha256: "0".repeat(64), bytes: 1, mimeType: "image/png", width: 16, height: 9 }),
  );

/** Compiles as from the folder of the written storyboard; gives what broke a promise. */
async function compile(name: string, text: string): Promise<readonly string[]> {
  const folder = name.startsWith("valid") ? "valid" : "invalid";
  const source = { path: "film.yaml", text };
  const compiled = await compileStoryboard(source, {
    folder: "/nowhere",
    library,
    inspect,
    readInclude: (path) => {
      const found = texts.get(posix.join(folder, path));
      return found === undefined ? failure("does not exist") : success({ path, text: found });
    },
  });
  const diagnostics = compiled.ok ? compiled.value.warnings : compiled.error;
  printDiagnostics(diagnostics, { color: false });
  const refused = (compiled.ok ? compiled.value.jobs : []).flatMap(({ request, contract }) => {
    const body = requestBody({ request, contract, pictures: new Map() });
    return checkRequestBody(contract, asSent(body)).map(({ message }) => message);
  });
  return [...refused, ...diagnostics.flatMap(outside)];
}

/** Uploaded pictures have addresses. */
function asSent<T>(body: T): T {
  return JSON.parse(
    JSON.stringify(body).replaceAll(/sha256:|(?:start|end)_of_clip:/g, "https://example.com/"),
  );
}

function outside({ code, source, range }: Diagnostic): string[] {
  if (range === undefined) return [];
  const { start, end } = range;
  return start >= 0 && start <= end && end <= source.text.length ? [] : [`${code} at ${start} to ${end}`];
}

const options = { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };

test(
  "whatever is changed in a storyboard's values, it is refused with places, or its requests are taken",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parsed), mutations, async ({ name, value }, changes) => {
        // One value may be drawn twice, and must not come to be inside itself.
        const own = changes.map((change) => ({ ...change, value: structuredClone(change.value) }));
        const text = stringify(mutated(value, own), { aliasDuplicateObjects: false });
        expect(await compile(name, text)).toEqual([]);
      }),
      options,
    );
  },
  60_000 + numRuns * 100,
);

const edit = fc.record({
  at: fc.nat(10_000),
  remove: fc.nat(12),
  insert: fc.constantFrom(
    "",
    " ",
    "\n",
    "\n  ",
    ":",
    "：",
    "，",
    '"',
    "'",
    "$",
    "- ",
    "#",
    "\t",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "城",
    "null",
  ),
});

test(
  "whatever is changed in a storyboard's text, it is refused with places, or its requests are taken",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...small),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async ([name, written], edits) => {
          let text = written;
          for (const { at, remove, insert } of edits) {
            const place = at % (text.length + 1);
            text = text.slice(0, place) + insert + text.slice(place + remove);
          }
          expect(await compile(name, text)).toEqual([]);
        },
      ),
      options,
    );
  },
  60_000 + numRuns * 100,
);

/** The mutated values of one storyboard in the place of another's: keys and values of all of them meet. */
test(
  "whatever keys of other storyboards are mixed in, it is refused with places, or its requests are taken",
  async () => {
    const grafts: fc.Arbitrary<readonly Mutation[]> = fc.array(
      fc.record({
        at: fc.nat(10_000),
        how: fc.constantFrom("value" as const, "key" as const),
        value: fc.constantFrom(...parsed.flatMap(({ value }) => partsOf(value))),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parsed), grafts, async ({ name, value }, changes) => {
        // A graft that a later one is put into must not change the storyboard that it comes from.
        const own = changes.map((change) => ({ ...change, value: structuredClone(change.value) }));
        const text = stringify(mutated(value, own), { aliasDuplicateObjects: false });
        expect(await compile(name, text)).toEqual([]);
      }),
      options,
    );
  },
  60_000 + numRuns * 100,
);

function partsOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return [value, ...Object.keys(value), ...Object.values(value).flatMap((one) => partsOf(one))];
}
