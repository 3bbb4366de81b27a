import { basename, dirname, join, parse } from "node:path";
import { listed } from "../../../base/text/suggest.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import type { Film } from "../../../film/open-film.ts";
import { MissingPictures } from "../../../film/rehearsal/missing-pictures.ts";
import { openRehearsal } from "../../../film/rehearsal/rehearsal.ts";
import { firstProvider } from "../../../provider/providers.ts";
import type { RunEvent } from "../../../run/events.ts";
import type { SessionOutcome } from "../../../run/session/request.ts";
import type { CliContext } from "../../context.ts";
import type { RehearseFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { endsAsItMust, type MadeFile, madeFile } from "../../open-cut.ts";
import { refuseCommandLine } from "../../problems.ts";
import { executeRun } from "../../run/execute-run.ts";
import { withAnimatic } from "./animatic.ts";

/** `dailies rehearse FILE`: the same run on an embedded server, into its own state and output. */
export async function rehearse(this: CliContext, flags: RehearseFlags, file: string): Promise<void> {
  const missing = new MissingPictures();
  try {
    await rehearseWith(this, missing, { flags, file });
  } finally {
    missing.remove();
  }
}

async function rehearseWith(
  context: CliContext,
  missing: MissingPictures,
  { flags, file }: { readonly flags: RehearseFlags; readonly file: string },
): Promise<void> {
  const opened = await open(context, file, flags, { purpose: "run", isRehearsal: true, missing });
  if (!opened.ok) return;
  const out = animaticFile(context, opened.value.film, { flags, file });
  if (out === "refused") return;
  if (missing.files.length > 0) context.process.stderr.write(slatesText(missing.files));
  const { film, isNamed } = opened.value;
  const rehearsal = await openRehearsal(film.jobs);
  if (rehearsal.encoderAbsent !== undefined) {
    // Not a failure: the rehearsal is the same, but for what is in its clips.
    const { installCommand } = rehearsal.encoderAbsent;
    context.process.stderr.write(
      `Plain drafts: cards with each shot's id. For pictures and movement:\n  ${installCommand}\n`,
    );
  }
  try {
    await executeRun(
      context,
      {
        file,
        command: "rehearse",
        output: film.output,
        // The embedded server takes everybody's shots.
        services: () => ({ ...rehearsal, provider: firstProvider }),
        pollIntervalMs: rehearsal.pollIntervalMs,
        // Drafts cost nothing: what is gone is made again.
        run: (options) => {
          const run = (emit: (event: RunEvent) => void): Promise<SessionOutcome> => {
            const heard = (event: RunEvent): void => {
              rehearsal.observe(event);
              emit(event);
            };
            const { loadStills, loadFitter } = rehearsal;
            return film.run(
              { isNamed, missing: true },
              { ...options, loadStills, loadFitter, emit: heard },
              rehearsal.recall,
            );
          };
          if (out === undefined) return run(options.emit);
          return withAnimatic({ film, isNamed, out, isBurntIn: flags.burnIn === true }, options.emit, run);
        },
      },
      { submitRate: "off", queryRate: "off", ...flags },
    );
  } finally {
    await rehearsal.close();
  }
}

/** Where the animatic goes; `undefined` where none is asked for. */
function animaticFile(
  context: CliContext,
  film: Film,
  { flags, file }: { readonly flags: RehearseFlags; readonly file: string },
): MadeFile | "refused" | undefined {
  if (flags.animatic !== true) {
    const lone = flags.burnIn === true ? "--burn-in" : flags.out === undefined ? undefined : "--out";
    if (lone === undefined) return undefined;
    refuseCommandLine(context, `${lone} is about the animatic: add --animatic`, flags);
    return "refused";
  }
  if (!endsAsItMust(context, flags, [".mp4"])) return "refused";
  const shown = flags.out ?? join(dirname(file), `${parse(file).name}.animatic.mp4`);
  return madeFile(context, film, { flags, items: [], shown }) ?? "refused";
}

const mostNamed = 5;

function slatesText(files: readonly string[]): string {
  const named = listed(
    files.slice(0, mostNamed).map((file) => basename(file)),
    "and",
  );
  const more = files.length > mostNamed ? ", ..." : "";
  const are = files.length === 1 ? "1 picture that is" : `${files.length} pictures that are`;
  return `${visibleText(`Slates stand in for ${are} not there yet: ${named}${more}`)}\n`;
}
