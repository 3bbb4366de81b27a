import type { Row } from "../harness/row.ts";
import { checkAndPlanRow } from "./check-and-plan.ts";
import { discoveryRow } from "./discovery.ts";
import { downloadRow } from "./download.ts";
import { makespanRow } from "./makespan.ts";
import { memoryRow } from "./memory.ts";
import { nothingToDoRow } from "./nothing-to-do.ts";
import { rateLimitRow } from "./rate-limit.ts";
import { shortFilmRow } from "./short-film.ts";
import { startUpRow } from "./start-up.ts";
import { stateBytesRow } from "./state-bytes.ts";

/** In the order of the table. */
export const rows: readonly Row[] = [
  makespanRow,
  shortFilmRow,
  nothingToDoRow,
  checkAndPlanRow,
  memoryRow,
  stateBytesRow,
  discoveryRow,
  downloadRow,
  startUpRow,
  rateLimitRow,
];
