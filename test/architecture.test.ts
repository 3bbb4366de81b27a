import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../src", import.meta.url));

/** Which module may know which others; type imports count. A module may always import from itself. */
const mayImport: Record<string, readonly string[]> = {
  base: [],
  diagnostics: ["base"],
  contracts: ["base", "diagnostics"],
  media: ["base"],
  manifest: ["base", "diagnostics", "contracts", "media"],
  editor: ["base", "diagnostics", "contracts", "manifest"],
  choices: ["base", "diagnostics", "manifest"],
  spreadsheet: ["base", "diagnostics", "contracts", "manifest"],
  state: ["base"],
  lockfile: ["base", "diagnostics", "state"],
  "run-lock": ["base"],
  clips: ["base", "media"],
  plan: ["base", "manifest", "choices", "state", "clips"],
  provider: ["base", "contracts"],
  run: [
    "base",
    "diagnostics",
    "manifest",
    "choices",
    "state",
    "lockfile",
    "run-lock",
    "clips",
    "plan",
    "provider",
    "media",
  ],
  "run-record": ["base", "plan", "provider", "run"],
  rehearsal: ["base", "media"],
  cut: ["base", "media", "rehearsal"],
  film: [
    "base",
    "diagnostics",
    "contracts",
    "media",
    "cut",
    "manifest",
    "choices",
    "state",
    "lockfile",
    "run-lock",
    "clips",
    "plan",
    "provider",
    "run",
    "run-record",
    "rehearsal",
  ],
  report: ["base", "diagnostics", "plan", "state", "run", "film", "cut"],
  review: ["base", "manifest", "choices", "state", "clips", "plan", "film"],
  "run-report": ["base", "state", "run-record", "film", "report"],
  mcp: ["base", "manifest", "film", "report"],
  cli: [
    "base",
    "diagnostics",
    "contracts",
    "media",
    "manifest",
    "editor",
    "choices",
    "state",
    "lockfile",
    "run-lock",
    "clips",
    "plan",
    "provider",
    "run",
    "film",
    "cut",
    "report",
    "review",
    "run-report",
    "spreadsheet",
    "mcp",
  ],
  "index.ts": [
    "base",
    "diagnostics",
    "contracts",
    "media",
    "manifest",
    "choices",
    "state",
    "lockfile",
    "run-lock",
    "clips",
    "plan",
    "provider",
    "run",
    "film",
    "cut",
  ],
};

/** Files that one module may take from another, where the rest of it is none of its business. */
const onlyThese: Record<string, readonly string[]> = {
  "plan -> manifest": ["manifest/bind/fingerprint.ts", "manifest/clip-picture.ts", "manifest/job.ts"],
  "plan -> choices": ["choices/choices.ts"],
  "plan -> clips": ["clips/clip-on-disk.ts"],
  "run -> manifest": ["manifest/clip-picture.ts", "manifest/job.ts"],
  "cut -> media": [
    "media/decode/clip-input.ts",
    "media/decode/native-packages.ts",
    "media/decode/rgba-picture.ts",
  ],
  "cut -> rehearsal": [
    "rehearsal/slate/i420.ts",
    "rehearsal/slate/slate-font.ts",
    "rehearsal/slate/slate-text.ts",
    "rehearsal/slate/type-slate.ts",
    "rehearsal/slate/typesetter.ts",
  ],
  "film -> cut": ["cut/cut-item.ts"],
  "review -> manifest": ["manifest/job.ts"],
  "review -> clips": ["clips/clip-on-disk.ts"],
  "report -> run": ["run/events.ts"],
  "run-record -> plan": ["plan/plan.ts"],
  "run-record -> provider": ["provider/provider.ts"],
  "run-record -> run": ["run/events.ts"],
  "run-report -> report": ["report/text/text.ts"],
  "mcp -> manifest": ["manifest/load-storyboard.ts"],
  "mcp -> film": ["film/cost-keys.ts", "film/output-place.ts"],
  "report -> film": [
    "film/cost-keys.ts",
    "film/cost.ts",
    "film/explanation.ts",
    "film/status/finding-codes.ts",
    "film/status/inspect.ts",
    "film/status/shot-status.ts",
  ],
};

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.tsx?$/.test(file),
);
const imports = files.flatMap((file) => importsOf(file).map((one) => ({ file, ...one })));

/** `isLazy`: loaded only when somebody asks for it. */
function importsOf(file: string): { readonly target: string; readonly isLazy: boolean }[] {
  const text = readFileSync(join(source, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*(\(?)\s*"(\.[^"]+)"/g)].map(
    ([, bracket = "", specifier = ""]) => ({
      target: relative(source, join(source, dirname(file), specifier)),
      isLazy: bracket !== "",
    }),
  );
}

function groupByFile(): Map<string, { target: string }[]> {
  const groups = new Map<string, { target: string }[]>();
  for (const { file, target } of imports) groups.set(file, [...(groups.get(file) ?? []), { target }]);
  return groups;
}

function moduleOf(file: string): string {
  return file.split(sep)[0] ?? file;
}

test("every folder of src is a module of the design", () => {
  const modules = new Set(files.map(moduleOf));
  expect([...modules].filter((module) => !(module in mayImport))).toEqual([]);
});

test("imports run one way only, along the design's graph", () => {
  const forbidden = imports.filter(({ file, target }) => {
    const [from, to] = [moduleOf(file), moduleOf(target)];
    if (from === to) return false;
    const only = onlyThese[`${from} -> ${to}`];
    return !mayImport[from]?.includes(to) || (only !== undefined && !only.includes(target));
  });
  expect(forbidden).toEqual([]);
});

test("src imports nothing from outside of src", () => {
  expect(imports.filter(({ target }) => target.startsWith(".."))).toEqual([]);
});

test("every file of src serves the command, the library or a script: what only tests need is in test", () => {
  const targets = groupByFile();
  const reached = new Set<string>();
  const reach = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { target } of targets.get(file) ?? []) reach(target);
  };
  const page = join("review", "client", "main.tsx");
  for (const entry of ["index.ts", join("cli", "bin.ts"), page, ...filesThatScriptsImport()]) reach(entry);
  expect(files.filter((file) => !reached.has(file))).toEqual([]);
});

function filesThatScriptsImport(): string[] {
  const scripts = join(source, "..", "scripts");
  return readdirSync(scripts)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(scripts, name), "utf8"))
    .flatMap((text) => [...text.matchAll(/from "\.\.\/src\/([^"]+)"/g)].map((match) => match[1] ?? ""))
    .map((file) => join(...file.split("/")));
}

test("the stages of the manifest run one way: read, expand, bind", () => {
  const stages = ["read", "expand", "bind"].map((stage) => join("manifest", stage));
  const stageOf = (file: string): number => stages.findIndex((stage) => file.startsWith(stage + sep));
  const backwards = imports.filter(
    ({ file, target }) => stageOf(file) !== -1 && stageOf(target) > stageOf(file),
  );
  expect(backwards).toEqual([]);
});

test("no import leads in a circle", () => {
  const targets = groupByFile();
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { target } of targets.get(file) ?? []) {
      const circle = visit(target, [...trail, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  expect(files.flatMap((file) => visit(file, []))).toEqual([]);
});

test("listr2 is imported by the live view alone, and stricli by the command line alone", () => {
  const importers = (name: string): string[] =>
    files.filter((file) => readFileSync(join(source, file), "utf8").includes(`"${name}"`));
  expect(importers("listr2").filter((file) => !file.startsWith(`report${sep}run${sep}live`))).toEqual([]);
  expect(importers("@stricli/core").filter((file) => !file.startsWith(`cli${sep}`))).toEqual([]);
});

test("the review page's script takes from the rest what runs in a browser", () => {
  const inClient = (file: string): boolean => file.startsWith(join("review", "client") + sep);
  const taken = imports.filter(({ file, target }) => inClient(file) && !inClient(target));
  expect(new Set(taken.map(({ target }) => target))).toEqual(
    new Set([
      join("base", "unreachable.ts"),
      join("review", "review-data.ts"),
      join("choices", "choices.ts"),
      join("choices", "choices-text.ts"),
    ]),
  );
});

test("the process is touched by the composition root alone", () => {
  const offenders = files
    .filter((file) => moduleOf(file) !== "cli")
    .filter((file) =>
      /\bprocess\.(env|argv|exit|stdout|stderr|stdin|on|once|chdir|title)\b/.test(
        readFileSync(join(source, file), "utf8"),
      ),
    );
  expect(offenders).toEqual([]);
});

test("no module but the provider's own folder and the composition roots names a provider", () => {
  const mayName = (file: string): boolean =>
    ["cli", "rehearsal", "index.ts"].includes(moduleOf(file)) ||
    file.startsWith(join("provider", "toapis") + sep) ||
    // The embedded server speaks one provider's wire format.
    [join("provider", "providers.ts"), join("film", "rehearsal", "rehearsal-stage.ts")].includes(file);
  const naming = files.filter((file) => !mayName(file)).filter((file) => names(file, /toapis/i));
  expect(naming).toEqual([]);
  const insideAdaptor = imports.filter(
    ({ file, target }) => moduleOf(file) !== "provider" && target.startsWith(join("provider", "toapis")),
  );
  // The rehearsal's stage reads the wire format, which the embedded server speaks; the library offers the adaptor.
  expect(new Set(insideAdaptor.map(({ file }) => file))).toEqual(
    new Set([join("film", "rehearsal", "rehearsal-stage.ts"), "index.ts"]),
  );
});

test("a provider's facts are read without its HTTP client", () => {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { target } of imports.filter((one) => one.file === file && !one.isLazy)) load(target);
  };
  load(join("provider", "providers.ts"));
  expect([...loaded].filter((file) => names(file, /from "undici"/))).toEqual([]);
});

function names(file: string, what: RegExp): boolean {
  return what.test(readFileSync(join(source, file), "utf8"));
}

test("no folder of src has more than fifteen files", () => {
  const counts = new Map<string, number>();
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const folder = relative(source, entry.parentPath);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  expect([...counts].filter(([, files]) => files > 15)).toEqual([]);
});
