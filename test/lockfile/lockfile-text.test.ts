import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { encodeLockfile } from "../../src/lockfile/encode.ts";
import { decodeAttempt } from "../../src/lockfile/read/decode.ts";
import { readLockfile } from "../../src/lockfile/read/read-lockfile.ts";
import { readQuickly } from "../../src/lockfile/read/read-quickly.ts";
import { parseStrictly } from "../../src/lockfile/read/strict.ts";
import { attemptSchema } from "../../src/lockfile/schema.ts";
import { writeLockfile } from "../../src/lockfile/write-lockfile.ts";
import { type LockState, recordOf } from "../../src/state/state.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { anyText, attempt, lockState } from "./arbitraries.ts";

function encode(state: LockState, kind: "render" | "rehearsal" = "render"): string {
  return encodeLockfile(state, kind);
}

function read(text: string, kind: "render" | "rehearsal" = "render") {
  return parseStrictly({ path: "film.lock.json", text }, kind);
}

const example: LockState = new Map([
  [
    "sc010_sh0010",
    [
      {
        take: 1,
        attempts: [
          {
            attemptId: "7d0c",
            state: "done" as const,
            fingerprint: "v1:41",
            inputs: { prompt: "Day\nto night", model: "kling-v3@2026-05", image_urls: [] },
            submittedAt: 1_790_000_000_000,
            taskId: "task_1",
            finishedAt: 1_790_000_100_250,
            expiresAt: 1_790_086_500,
            clip: {
              file: "sc010_sh0010.mp4",
              sha256: "ab".repeat(32),
              bytes: 9,
              durationSeconds: 5.04,
              width: 1280,
              height: 720,
            },
          },
        ],
      },
    ],
  ],
]);

describe("the lockfile's text", () => {
  it("looks as documented", () => {
    expect(encode(example)).toBe(`{
  "lockfile_version": 1,
  "kind": "render",
  "shots": {
    "sc010_sh0010": {
      "1": [
        {
          "attempt_id": "7d0c",
          "state": "done",
          "task_id": "task_1",
          "fingerprint": "v1:41",
          "inputs": {
            "image_urls": [],
            "model": "kling-v3@2026-05",
            "prompt": "Day\\nto night"
          },
          "submitted_at": "2026-09-21T14:13:20.000Z",
          "finished_at": "2026-09-21T14:15:00.250Z",
          "expires_at": "2026-09-22T14:15:00.000Z",
          "clip": {
            "file": "sc010_sh0010.mp4",
            "sha256": "${"ab".repeat(32)}",
            "bytes": 9,
            "duration_seconds": 5.04,
            "width": 1280,
            "height": 720
          }
        }
      ]
    }
  }
}
`);
  });

  it("is two-space JSON, read back as it was written, slowly or quickly", () => {
    fc.assert(
      fc.property(lockState, fc.constantFrom("render", "rehearsal"), (state, kind) => {
        const text = encode(state, kind);
        const json = JSON.parse(text) as JsonValue;
        expect(text.split("\n").length).toBe(`${JSON.stringify(json, null, 2)}\n`.split("\n").length);
        expect(read(text, kind)).toEqual({ ok: true, value: state });
        // a text that begins with a colon looks like a key, and is left to the slow way
        expect(readQuickly(text, kind) ?? state).toEqual(state);
      }),
    );
  });

  it("is read quickly, whatever quotation marks and colons a prompt has inside", () => {
    const [one] = recordOf(example, "sc010_sh0010", 1)?.attempts ?? [];
    if (one === undefined) throw new Error("the example has an attempt");
    const inputs = { prompt: 'He says: "go": now\\":', 'a "key": \\': { "": ["x: y", "ends in \\"] } };
    const state: LockState = new Map([["a", [{ take: 1, attempts: [{ ...one, inputs }] }]]]);
    expect(readQuickly(encode(state), "render")).toEqual(state);
  });

  it("is the same whatever the order in which shots, takes and inputs came", () => {
    const backwards = (value: JsonObject): JsonObject =>
      Object.fromEntries(Object.entries(value).reverse()) as JsonObject;
    fc.assert(
      fc.property(lockState, (state) => {
        const turned: LockState = new Map(
          [...state].reverse().map(([id, takes]) => [
            id,
            takes.toReversed().map(({ take, attempts }) => ({
              take,
              attempts: attempts.map((one) => ({ ...one, inputs: backwards(one.inputs) })),
            })),
          ]),
        );
        expect(encode(turned)).toBe(encode(state));
      }),
    );
  });

  it("has shots in code-unit order and takes in the order of numbers", () => {
    const takes = example.get("sc010_sh0010") ?? [];
    const [record = { take: 1, attempts: [] }] = takes;
    const text = encode(
      new Map([
        [
          "b",
          [
            { ...record, take: 10 },
            { ...record, take: 9 },
          ],
        ],
        ["9", takes],
        ["10", takes],
        ["B", takes],
      ]),
    );
    expect([...text.matchAll(/^ {4,6}"(.+)": [{[]/gm)].map((match) => match[1])).toEqual([
      "10",
      "1",
      "9",
      "1",
      "B",
      "1",
      "b",
      "9",
      "10",
    ]);
  });

  it("leaves out takes without attempts", () => {
    expect(encode(new Map([["a", [{ take: 1, attempts: [] }]]]))).toBe(encode(new Map()));
  });
});

describe("the quick check and the schema", () => {
  const spoil = fc.oneof(
    fc.constant(undefined),
    fc.tuple(
      fc.constantFrom(
        "attempt_id",
        "state",
        "task_id",
        "inputs",
        "submitted_at",
        "finished_at",
        "result_url",
        "error",
        "clip",
        "account",
        "billing",
        "price",
        "provider",
        "more",
      ),
      fc.oneof(
        fc.jsonValue({ maxDepth: 1 }),
        fc.constantFrom(
          "",
          "done",
          "queued",
          "failed",
          "2026-02-30T00:00:00.000Z",
          "2026-01-01",
          -1,
          null,
          undefined,
        ),
        fc.constant({ code: "x", message: "" }),
        fc.constant({ file: "../x.mp4" }),
        fc.constantFrom("salt:digest", { key: "k", seconds: 5 }, { amount: 1, currency: "" }),
      ),
    ),
    fc.tuple(
      fc.constantFrom("clip"),
      fc.tuple(
        fc.constantFrom("file", "sha256", "bytes", "duration_seconds", "width", "z"),
        fc.oneof(anyText, fc.double(), fc.constantFrom("a/b", "superseded/../x", -1, 1.5, undefined)),
      ),
    ),
  );

  it("agree on every attempt, whole or spoiled", () => {
    fc.assert(
      fc.property(attempt, spoil, (whole, change) => {
        const text = encode(new Map([["a", [{ take: 1, attempts: [whole] }]]]));
        const shots = (JSON.parse(text) as { shots: { a: { 1: JsonObject[] } } }).shots;
        const json = { ...shots.a[1][0] } as Record<string, unknown>;
        if (change !== undefined) {
          const [key, value] = change;
          const inner = json[key];
          if (key === "clip" && Array.isArray(value) && typeof inner === "object") {
            json[key] = { ...inner, [String(value[0])]: value[1] };
          } else json[key] = value;
        }
        const spoiled = JSON.parse(JSON.stringify(json)) as JsonValue;
        expect(decodeAttempt(spoiled) !== undefined).toBe(attemptSchema.safeParse(spoiled).success);
      }),
      { numRuns: 500 },
    );
  });

  it("agree on numbers that JSON can write and nobody means", () => {
    const text = encode(example).replace("5.04", "1e999");
    expect(readQuickly(text, "render")).toBeUndefined();
    expect(read(text)).toMatchObject({ ok: false, error: [{ code: "lockfile_invalid" }] });
  });
});

describe("a lockfile that is not as dailies writes it", () => {
  const text = encode(example);

  it("is read all the same when only its layout is another", async () => {
    const file = join(temporaryFolder(), "film.lock.json");
    const layouts = [
      JSON.stringify(JSON.parse(text)),
      text.replaceAll("\n", "\r\n"),
      text.trimEnd(),
      JSON.stringify(JSON.parse(text), null, 4),
      `\ufeff${text}`,
    ];
    for (const layout of layouts) {
      writeFileSync(file, layout);
      expect(await readLockfile(file, "render")).toEqual({
        ok: true,
        value: { state: example, bytes: Buffer.from(layout) },
      });
    }
  });

  it("is read with attempts sorted by time, should a merge have turned them round", () => {
    const [one] = recordOf(example, "sc010_sh0010", 1)?.attempts ?? [];
    if (one === undefined) throw new Error("the example has an attempt");
    const later = { ...one, attemptId: "8e", submittedAt: one.submittedAt + 1 };
    const turned = encode(new Map([["a", [{ take: 1, attempts: [later, one] }]]]));
    expect(read(turned)).toEqual({ ok: true, value: readQuickly(turned, "render") });
    const taken = readQuickly(turned, "render")?.get("a")?.[0];
    expect(taken?.attempts.map(({ attemptId }) => attemptId)).toEqual(["7d0c", "8e"]);
  });

  function problem(broken: string, kind: "render" | "rehearsal" = "render") {
    expect(readQuickly(broken, kind)).toBeUndefined();
    const parsed = read(broken, kind);
    if (parsed.ok) throw new Error("a broken lockfile was accepted");
    return parsed.error.map(({ code, message, range }) => ({
      code,
      message,
      at: range === undefined ? undefined : broken.slice(range.start, range.end),
      line: broken.slice(0, range?.start).split("\n").length,
    }));
  }

  it("holds conflict markers: that is said, with the line", () => {
    const block = text.slice(text.indexOf('    "sc010'), text.indexOf("\n  }\n}"));
    const conflict = text.replace(block, `<<<<<<< HEAD\n${block}\n=======\n${block}\n>>>>>>> other`);
    expect(problem(conflict)).toMatchObject([{ code: "lockfile_conflict", at: "<<<<<<< HEAD", line: 5 }]);
    expect(problem(text.replace('    "sc', `||||||| 3fa9c1\n    "sc`))).toMatchObject([
      { code: "lockfile_conflict", at: "||||||| 3fa9c1" },
    ]);
  });

  it("names a shot twice after a careless merge: an attempt would be lost, so it is refused", () => {
    const block = text.slice(text.indexOf('    "sc010'), text.indexOf("\n  }\n}"));
    const twice = text.replace(block, `${block},\n${block}`);
    expect(problem(twice)).toMatchObject([{ code: "lockfile_invalid", at: '"sc010_sh0010"', line: 31 }]);
  });

  it("names a field twice", () => {
    expect(
      problem(text.replace('"state": "done",', '"state": "queued",\n          "state": "done",')),
    ).toMatchObject([{ code: "lockfile_invalid", at: '"state"', line: 10 }]);
  });

  it("names an attempt twice: which of the two holds is not for us to guess", () => {
    const [one] = recordOf(example, "sc010_sh0010", 1)?.attempts ?? [];
    if (one === undefined) throw new Error("the example has an attempt");
    const twice = encode(new Map([["a", [{ take: 1, attempts: [one, { ...one, fingerprint: "v1:2" }] }]]]));
    expect(problem(twice)).toMatchObject([
      { code: "lockfile_invalid", message: "`shots.a.1`: one attempt_id is here twice", line: 6 },
    ]);
  });

  it("is not JSON: the place is said", () => {
    expect(problem(text.replace('"bytes": 9,', '"bytes": 9'))).toMatchObject([
      { code: "lockfile_invalid", message: "The lockfile is broken: `,` is missing here", line: 24 },
    ]);
    expect(problem("lock")).toMatchObject([{ code: "lockfile_invalid", at: "lock", line: 1 }]);
    expect(problem(text.replace("Day\\n", "Day\\q"))).toMatchObject([{ code: "lockfile_invalid", line: 15 }]);
    expect(problem(`${text}x`)).toMatchObject([{ code: "lockfile_invalid", at: "x" }]);
    expect(problem("[".repeat(100_000))).toMatchObject([{ code: "lockfile_invalid" }]);
  });

  it("breaks the schema: every place is told, with its path", () => {
    const broken = text.replace(/"attempt_id": "[^"]*",\n/, "").replace('"bytes": 9', '"bytes": "nine"');
    expect(problem(broken).map(({ code, message }) => [code, message.split(":")[0]])).toEqual([
      ["lockfile_invalid", "`shots.sc010_sh0010.1.0.attempt_id`"],
      ["lockfile_invalid", "`shots.sc010_sh0010.1.0.clip.bytes`"],
    ]);
    expect(problem(broken)[1]).toMatchObject({ at: '"nine"' });
    expect(problem(text.replace('"sc010_sh0010":', '"../evil":'))).toMatchObject([
      { code: "lockfile_invalid" },
    ]);
    expect(problem(text.replace('"sc010_sh0010.mp4"', '"../../evil.mp4"'))).toMatchObject([
      { code: "lockfile_invalid", at: '"../../evil.mp4"' },
    ]);
    expect(problem("[]")).toMatchObject([{ code: "lockfile_invalid" }]);
    expect(problem('{"lockfile_version": 1, "kind": "render"}')).toMatchObject([
      { code: "lockfile_invalid" },
    ]);
    expect(problem(text.replace('_version": 1', '_version": 0'))).toMatchObject([
      { code: "lockfile_invalid" },
    ]);
  });

  it("was written by half: wherever it was cut off, it is not taken for an empty one", () => {
    fc.assert(
      fc.property(fc.nat(text.trimEnd().length - 1), (length) => {
        expect(problem(text.slice(0, length))).toMatchObject([{ code: "lockfile_invalid" }]);
      }),
    );
  });

  it("is from a newer dailies", () => {
    const newer = text.replace('_version": 1', '_version": 2').replace('"shots"', '"clips"');
    expect(problem(newer)).toMatchObject([{ code: "lockfile_version", at: "2", line: 2 }]);
  });

  it("belongs to a rehearsal where a real one is wanted, or the other way round", () => {
    expect(problem(encode(example, "rehearsal"), "render")).toMatchObject([
      { code: "lockfile_kind", at: '"rehearsal"' },
    ]);
    expect(problem(text, "rehearsal")).toMatchObject([{ code: "lockfile_kind", at: '"render"' }]);
  });
});

describe("the lockfile on disk", () => {
  it("is empty only when it is missing", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "film.lock.json");
    expect(await readLockfile(file, "render")).toEqual({
      ok: true,
      value: { state: new Map(), bytes: undefined },
    });
    writeFileSync(file, "");
    expect(await readLockfile(file, "render")).toMatchObject({
      ok: false,
      error: [{ code: "lockfile_invalid" }],
    });
    writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d]));
    expect(await readLockfile(file, "render")).toMatchObject({
      ok: false,
      error: [{ code: "lockfile_invalid" }],
    });
    expect(await readLockfile(folder, "render")).toMatchObject({
      ok: false,
      error: [{ code: "file_unreadable" }],
    });
    expect(await readLockfile(join(file, "x"), "render")).toMatchObject({
      ok: false,
      error: [{ code: "file_unreadable" }],
    });
  });

  it("is replaced as a whole", async () => {
    const file = join(temporaryFolder(), "film.lock.json");
    const text = encode(example);
    for (const other of [`${text}\n`, text.slice(0, -1), text.replace("day", "dav"), ""]) {
      writeFileSync(file, other);
      expect(await writeLockfile(file, encode(example))).toEqual({ ok: true, value: true });
      expect(readFileSync(file, "utf8")).toBe(text);
    }
  });

  it("is read back as it was written, longer than any buffer and in every script", async () => {
    const file = join(temporaryFolder(), "film.lock.json");
    const [one] = recordOf(example, "sc010_sh0010", 1)?.attempts ?? [];
    if (one === undefined) throw new Error("the example has an attempt");
    const shots = Array.from({ length: 700 }, (_, index) => {
      const inputs = { prompt: "雨の夜、é\ud83c\udf27 ".repeat(index === 350 ? 20_000 : index % 40) };
      return [`sh${index}`, [{ take: 1, attempts: [{ ...one, inputs }] }]] as const;
    });
    const state = new Map(shots);
    expect(await writeLockfile(file, encode(state))).toEqual({ ok: true, value: true });
    expect(readFileSync(file, "utf8")).toBe(encode(state));
    expect(await readLockfile(file, "render")).toEqual({
      ok: true,
      value: { state, bytes: Buffer.from(encode(state)) },
    });
  });
});
