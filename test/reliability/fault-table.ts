import type { FaultRow } from "./fault-row.ts";
import { diskFaults } from "./faults/disk.ts";
import { downloadFaults } from "./faults/download.ts";
import { pollFaults } from "./faults/poll.ts";
import { journalFaults, lockFaults, lockfileFaults, runFaults } from "./faults/state.ts";
import { lookUpFaults, submitFaults } from "./faults/submit.ts";
import { uploadFaults } from "./faults/upload.ts";

/** Every fault that dailies is held against. `docs/reliability.md` is printed from this. */
export const faultTable: readonly FaultRow[] = [
  ...submitFaults,
  ...lookUpFaults,
  ...pollFaults,
  ...uploadFaults,
  ...downloadFaults,
  ...diskFaults,
  ...lockFaults,
  ...lockfileFaults,
  ...journalFaults,
  ...runFaults,
];
