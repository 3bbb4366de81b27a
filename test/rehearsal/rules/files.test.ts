import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import { checkMedia } from "../../../src/contracts/check/check-media.ts";
import type { Contract } from "../../../src/contracts/contract.ts";
import type { Parameter } from "../../../src/contracts/contract-schema.ts";
import { checkBody } from "../../../src/rehearsal/rules/check-body.ts";
import type { FileFacts } from "../../../src/rehearsal/rules/field.ts";
import { pagesOf } from "../../../src/rehearsal/rules/pages.ts";
import { contractOf } from "../../fakes/contracts.ts";

const numRuns = Number(process.env.DAILIES_PROPERTY_RUNS ?? 300);
const ids = readdirSync(join(import.meta.dirname, "../../../specs/models")).map((name) =>
  name.replace(/\.yaml$/, ""),
);

const mb = 1024 * 1024;
const sides = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(255, 256, 299, 300, 301, 719, 720, 2160, 2161, 5760, 5761) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 6000 }) },
);

/** What is changed in a file that most models take: one thing or two, so that each limit is met alone. */
function changed(
  base: FileFacts,
  changes: readonly fc.Arbitrary<Partial<FileFacts>>[],
): fc.Arbitrary<FileFacts> {
  return fc
    .array(fc.oneof(...changes), { maxLength: 2 })
    .map(([first, second]): FileFacts => ({ ...base, ...first, ...second }));
}

const bytes = fc.constantFrom(10 * mb, 20 * mb - 1, 20 * mb, 30 * mb, 50 * mb, 200 * mb);
const ofBoth: readonly fc.Arbitrary<Partial<FileFacts>>[] = [
  fc.tuple(bytes, fc.constantFrom(0, 1)).map(([most, more]) => ({ bytes: most + more })),
  sides.map((side) => ({ width: side, height: side })),
  sides.map((side) => ({ width: side, height: side })),
  fc.record({ width: sides, height: sides }),
  fc.constantFrom({ width: 1000, height: 400 }, { width: 1001, height: 400 }, { width: 400, height: 1001 }),
  fc.constantFrom({ width: 1280, height: 720 }, { width: 720, height: 1280 }),
];
const pictures = changed({ type: "image/jpeg", bytes: 1, width: 720, height: 720 }, [
  ...ofBoth,
  fc.constantFrom("image/png", "image/webp", "image/gif").map((type) => ({ type })),
]);
const videos = changed(
  { type: "video/mp4", bytes: 1, width: 720, height: 720, seconds: 4, rate: 24, codec: "avc" },
  [
    ...ofBoth,
    fc.constantFrom("video/webm", "video/quicktime").map((type) => ({ type })),
    fc.integer({ min: 1, max: 20 }).map((seconds) => ({ seconds })),
    fc.constantFrom(10, 23, 60, 61).map((rate) => ({ rate })),
    fc.constantFrom("hevc", "vp9").map((codec) => ({ codec })),
  ],
);

/** Values with files in one place of a contract, and what the files are. */
type Filled = readonly [value: JsonValue, files: readonly FileFacts[]];

/** For each place of a parameter where a file may be, values with one there, or with several in a list. */
function filled(spec: Parameter): readonly fc.Arbitrary<Filled>[] {
  switch (spec.type) {
    case "picture":
    case "video": {
      const facts: fc.Arbitrary<FileFacts> = spec.type === "picture" ? pictures : videos;
      return [facts.map((one): Filled => ["file", [one]])];
    }
    case "list":
      return filled(spec.items).map((item) =>
        fc
          .array(item, { minLength: 1, maxLength: Math.min(3, spec.max_items ?? 3), size: "small" })
          .map((items): Filled => [items.map(([value]) => value), items.flatMap(([, files]) => files)]),
      );
    case "object":
      return Object.entries(spec.properties ?? {}).flatMap(([name, property]) =>
        filled(property).map((value) => value.map(([inner, files]): Filled => [{ [name]: inner }, files])),
      );
    default:
      return [];
  }
}

/** Each "file" under an address of its own. */
function addressed(body: JsonObject, files: readonly FileFacts[]) {
  const byAddress = new Map<string, FileFacts>();
  const text = JSON.stringify(body).replaceAll('"file"', () => {
    const address = `https://files.example.com/${byAddress.size}`;
    const facts = files[byAddress.size];
    if (facts !== undefined) byAddress.set(address, facts);
    return JSON.stringify(address);
  });
  return { body: JSON.parse(text) as JsonObject, fileAt: (address: string) => byAddress.get(address) };
}

const places = ids.flatMap((id) =>
  Object.entries(contractOf(id).parameters).flatMap(([name, spec]) =>
    filled(spec).map((value, index) => ({ id, name, index, value })),
  ),
);

test.each(places)(
  "what files $id takes in $name (place $index), its page takes, and the reverse",
  ({ id, name, value }) => {
    const contract: Contract = contractOf(id);
    const [page] = pagesOf(contract.wire_model, contract.source.dated.slice(0, "2026-08".length));
    if (page === undefined) throw new Error("each contract has a page");
    fc.assert(
      fc.property(value, ([inner, files]) => {
        const { body, fileAt } = addressed({ [name]: inner }, files);
        const byContract = checkMedia(contract, body, (address) => {
          const facts = fileAt(address);
          if (facts === undefined) return undefined;
          const { type: mimeType, seconds, rate, ...rest } = facts;
          return {
            ...rest,
            mimeType,
            ...(seconds !== undefined && { durationSeconds: seconds }),
            ...(rate !== undefined && { frameRate: rate }),
          };
        });
        const others = checkBody(page, body).map(({ path, message }) => `${path} ${message}`);
        const byPage = checkBody(page, body, fileAt)
          .map(({ path, message }) => `${path} ${message}`)
          .filter((issue) => !others.includes(issue));
        expect(byContract.length > 0, JSON.stringify({ byContract, byPage })).toBe(byPage.length > 0);
      }),
      { numRuns },
    );
  },
  60_000 + numRuns * 20,
);
