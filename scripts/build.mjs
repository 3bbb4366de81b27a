// Builds dist/: the library file by file with its types, and the command line as bundled chunks. Bundling is for
// start-up alone: one file opens faster than two hundred. What is heavy and seldom needed stays outside of it.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
// Built aside and renamed, so that whoever runs dist/ meanwhile finds a whole one.
const dist = join(root, "dist");
const fresh = join(root, `dist.${process.pid}.tmp`);
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json"), "--outDir", fresh], {
  stdio: "inherit",
});

await writeContracts(join(root, "specs", "models"), join(fresh, "models.json"));

const page = await buildReviewPage();

/** Of undici the command line needs the pool of connections; all of it (fetch, cookies, mocks) takes long to load. */
const poolOfUndici = {
  name: "undici's pool",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: "undici", namespace: "pool" }));
    onLoad({ filter: /.*/, namespace: "pool" }, () => ({
      contents: 'export { default as Pool } from "undici/lib/dispatcher/pool.js";',
      resolveDir: root,
    }));
  },
};

/**
 * What reads a finished clip's tracks takes a small part of mediabunny, so it gets that part alone: all of it, in seventy
 * files, takes several times as long to load. What decodes and encodes shares the whole package with `@mediabunny/server`.
 */
const readerOfMediabunny = {
  name: "mediabunny's reader",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^mediabunny$/ }, ({ importer }) =>
      importer.endsWith(join("src", "media", "track-reader.ts"))
        ? { path: "mediabunny", namespace: "reader" }
        : { path: "mediabunny", external: true },
    );
    // By its files: the package's first file warns about every second copy, which this one is meant to be.
    onLoad({ filter: /.*/, namespace: "reader" }, () => ({
      contents: ["input", "input-format", "logging", "source"]
        .map((name) => `export * from "./node_modules/mediabunny/dist/modules/src/${name}.js";`)
        .join("\n"),
      resolveDir: root,
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/bin.ts"],
  outdir: join(fresh, "cli"),
  bundle: true,
  splitting: true,
  minifyWhitespace: true,
  minifySyntax: true,
  format: "esm",
  platform: "node",
  // jsonc-parser's main is UMD, whose own requires no bundler can follow.
  mainFields: ["module", "main"],
  target: "node20.19",
  metafile: true,
  logLevel: "warning",
  plugins: [poolOfUndici, readerOfMediabunny],
  // What its package.json names first asks for its parts in a way that no bundler follows.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  external: ["listr2", "@mediabunny/server", "sharp"],
  // CommonJS packages inside the bundle ask for Node's own modules by `require`.
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
});
chmodSync(join(fresh, "cli", "bin.js"), 0o755);
writeFileSync(
  join(fresh, "cli", "THIRD-PARTY-LICENSES.txt"),
  bundledLicences([...Object.keys(metafile.inputs), ...page]),
);
replace(fresh, dist);

/** The script and the style of the review page, which go into every page. Gives the files that they are made of. */
async function buildReviewPage() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: "src/review/client/main.tsx", out: "review-page" },
      { in: "src/review/client/page.css", out: "review-page" },
    ],
    outdir: fresh,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    tsconfig: "tsconfig.browser.json",
    target: ["chrome123", "firefox120", "safari17.5"],
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
}

/** Checks the contracts as written, and brings them into the one file that the built code reads. */
async function writeContracts(folder, file) {
  const { contractFiles } = await import(
    pathToFileURL(join(fresh, "manifest", "catalogue", "contract-files.js")).href
  );
  const source = contractFiles(folder);
  const contracts = source.names.map((name) => {
    const contract = source.read(name);
    if (!contract.ok) throw new Error(`${name}: ${contract.error.map(({ message }) => message).join("; ")}`);
    return contract.value;
  });
  writeFileSync(file, JSON.stringify(contracts));
}

function replace(from, to) {
  const old = `${from}.old`;
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}

/** The licence texts of every package that stands in the bundle. */
function bundledLicences(inputs) {
  const packages = new Set(inputs.map((input) => input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]));
  packages.delete(undefined);
  return [...packages].sort().map(licenceOf).join("\n\n");
}

function licenceOf(name) {
  const folder = join(root, "node_modules", name);
  const { version, license, repository } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const text = ["LICENSE", "LICENSE.md", "license", "LICENSE.txt"]
    .map((file) => join(folder, file))
    .find(canRead);
  // The Mozilla licence asks for the place of the source; none of the packages is changed.
  const source = repository?.url ?? repository ?? `https://www.npmjs.com/package/${name}`;
  return `${name} ${version} (${license}), source: ${source}\n\n${text === undefined ? "" : readFileSync(text, "utf8").trim()}`;
}

function canRead(file) {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}
