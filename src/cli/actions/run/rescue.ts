import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { rescueOutput } from "../../../film/output-place.ts";
import { rescueFilm } from "../../../film/run-film.ts";
import { statePaths } from "../../../lockfile/paths.ts";
import type { CliContext } from "../../context.ts";
import type { RescueFlags } from "../../flags/command-flags.ts";
import { refuseRun } from "../../problems.ts";
import { readServices } from "../../run/environment.ts";
import { executeRun } from "../../run/execute-run.ts";

/** `dailies rescue FILE`: every paid clip that is not on disk, from lockfile and journal alone. */
export async function rescue(this: CliContext, flags: RescueFlags, file: string): Promise<void> {
  const paths = statePaths(file, { rehearsal: false });
  // A mistyped name must not read as "nothing to rescue".
  if (![file, paths.lockfile, paths.journal].some((path) => existsSync(resolve(this.cwd, path)))) {
    const message = `there is no ${file}, nor a lockfile or journal of it: nothing is known of its clips`;
    refuseRun(this, { reason: "storyboard_invalid", message }, { flags });
    return;
  }
  const services = await readServices(this, file, flags);
  if (!services.ok) {
    refuseRun(this, { reason: "service_invalid", message: services.error }, { flags });
    return;
  }
  const film = { file, cwd: this.cwd };
  const output = await rescueOutput(film, flags.output);
  await executeRun(
    this,
    {
      file,
      command: "rescue",
      output,
      services: services.value,
      run: (options) => rescueFilm({ ...film, output }, options),
    },
    flags,
  );
}
