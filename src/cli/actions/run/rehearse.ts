import { basename } from "node:path";
import { listed } from "../../../base/text/suggest.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import { MissingPictures } from "../../../film/rehearsal/missing-pictures.ts";
import { openRehearsal } from "../../../film/rehearsal/rehearsal.ts";
import { firstProvider } from "../../../provider/providers.ts";
import type { CliContext } from "../../context.ts";
import type { RehearseFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { executeRun } from "../../run/execute-run.ts";

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
        run: (options) =>
          film.run(
            { isNamed, missing: true },
            { ...options, loadStills: rehearsal.loadStills, loadFitter: rehearsal.loadFitter },
            rehearsal.recall,
          ),
      },
      { submitRate: "off", queryRate: "off", ...flags },
    );
  } finally {
    await rehearsal.close();
  }
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
