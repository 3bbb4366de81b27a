import { defineConfig } from "vitest/config";

/** What spawns the built command, kills it, plays runs from beginning to end, or tries very many random inputs. */
const slow = [
  "test/cli/**",
  "test/review/**",
  "test/chaos/**",
  "test/reliability/**",
  "test/docs/**",
  "test/editor/**",
  "test/run/**",
  "test/clips/**",
  "test/library.test.ts",
  "test/cut/**",
  "test/film/changed-since.test.ts",
  "test/lockfile/disk-faults.test.ts",
  "test/lockfile/lockfile-text.test.ts",
  "test/lockfile/store.test.ts",
  "test/lockfile/whatever-is-written.test.ts",
  "test/manifest/expand-shots.test.ts",
  "test/manifest/fuzz.test.ts",
  "test/manifest/load-storyboard.test.ts",
  "test/manifest/read-tree.test.ts",
  "test/manifest/storyboard-cache.test.ts",
  "test/run-report/report-page.test.ts",
  "test/run-report/trace-viewer.test.ts",
  "test/rehearsal/draft-clips.test.ts",
  "test/rehearsal/plain-drafts.test.ts",
  "test/spreadsheet/**",
  "test/state/unite.test.ts",
];
// No test keeps state in a module, so the files of a worker share what they import: less than half the processor time.
const common = { isolate: false, testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Two cores are what the suite's time is promised for; the default leaves one of them idle.
    maxWorkers: 2,
    projects: [
      { test: { name: "fast", include: ["test/**/*.test.ts"], exclude: slow, ...common } },
      { test: { name: "slow", include: slow.map(testsOf), ...common } },
    ],
  },
});

function testsOf(glob: string): string {
  return glob.endsWith("/**") ? `${glob}/*.test.ts` : glob;
}
