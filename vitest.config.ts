import { defineConfig } from "vitest/config";

/** What spawns the built command, kills it, or plays a run from beginning to end many times over. */
const slow = ["test/cli/**", "test/chaos/**", "test/reliability/**", "test/docs/**", "test/library.test.ts"];
// No test keeps state in a module, so the files of a worker share what they import: less than half the processor time.
const common = { isolate: false, testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "fast", include: ["test/**/*.test.ts"], exclude: slow, ...common } },
      { test: { name: "slow", include: slow.map(testsOf), ...common } },
    ],
  },
});

function testsOf(glob: string): string {
  return glob.endsWith("/**") ? `${glob}/*.test.ts` : glob;
}
