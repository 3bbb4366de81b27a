import type { SoakResult } from "./soak.ts";

/** What a soak did and found, as a table for the README. */
export function soakTable(
  result: SoakResult,
  run: { readonly seed: number; readonly minutes: number },
): string {
  const rows: readonly (readonly [string, string | number])[] = [
    ["shots", result.shots],
    ["changes of prompts, pictures, takes and order, shots gone and back", result.edits],
    ["clips removed, emptied, halved, altered or exchanged", result.damagedClips],
    ["runs", result.runs],
    ["of these killed with SIGKILL", result.kills],
    ["of these ended by Ctrl-C", result.interrupts],
    ["requests", result.requests],
    ["of these met by a fault", result.faults],
    ["tasks paid", result.paid],
    ["of these failed by the provider", result.failedTasks],
    ["submits settled by hand", result.resolved],
    ["readings of lockfile and journal", result.readings],
    ["**paid twice**", result.paidTwice.length],
    ["**lost**", result.lost.length],
    ["**clips not their own task's, or not as recorded**", result.strangeClips.length],
    ["**lockfiles not valid**", result.invalidLockfiles.length],
    ["**other findings**", result.otherFindings.length],
  ];
  return [
    `| soak, seed ${run.seed}, ${run.minutes.toFixed(1)} minutes | |`,
    "|---|---:|",
    ...rows.map(([what, count]) => `| ${what} | ${count} |`),
    "",
  ].join("\n");
}

/** Every broken promise, in words. */
export function findingsOf(result: SoakResult): string[] {
  return [
    ...result.paidTwice.map((finding) => `paid twice: ${finding}`),
    ...result.lost.map((taskId) => `lost: ${taskId}`),
    ...result.strangeClips.map((finding) => `clip: ${finding}`),
    ...result.invalidLockfiles.map((finding) => `lockfile not valid: ${finding}`),
    ...result.otherFindings,
  ];
}
