import type { JsonObject } from "../../base/json.ts";
import { statePaths } from "../../lockfile/paths.ts";
import { openPackagedContracts } from "../../manifest/catalogue/packaged-contracts.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { draftClips } from "../../rehearsal/draft-clips.ts";
import type { EncoderAbsent } from "../../rehearsal/draft-encoder.ts";
import { plainDrafts } from "../../rehearsal/plain-drafts.ts";
import { startRehearsalServer } from "../../rehearsal/server.ts";
import type { CliContext } from "../context.ts";
import type { RunFlags } from "../flags/flags.ts";
import { openStoryboard } from "../load.ts";
import { refuseRun } from "../problems.ts";
import { rehearsalOutput } from "../rehearsal-output.ts";
import { RehearsalStage } from "../rehearsal-stage.ts";
import { executeRun } from "../run/execute-run.ts";
import { selectShots } from "../selection.ts";

/** The provider's documented pace is made for minutes; a draft takes a second. */
const rehearsalPollMs = 500;
const generationMs = 600;
/** Goes where the key goes. The embedded server takes any, and no real one is read. */
const rehearsalKey = "rehearsal";

/** `dailies rehearse FILE`: the same run on an embedded server, into its own state and output. */
export async function rehearse(this: CliContext, flags: RunFlags, file: string): Promise<void> {
  const opened = await openStoryboard(this, file, {
    ...flags,
    output: flags.output ?? (await rehearsalOutput(this, file)),
  });
  if (!opened.ok) return;
  const { jobs, output } = opened.value;
  const isNamed = await selectShots(flags.only, jobs);
  if (!isNamed.ok) {
    refuseRun(this, { reason: "selection_invalid", message: isNamed.error }, { flags });
    return;
  }
  const stage = new RehearsalStage(jobs, await openPackagedContracts());
  const title = (body: JsonObject): string | undefined => stage.title(body);
  const drafts = await draftClips({ title });
  if (!drafts.ok) this.process.stderr.write(plainDraftsText(drafts.error));
  const server = await startRehearsalServer({
    ...stage.serverOptions(),
    apiKey: rehearsalKey,
    clips: drafts.ok ? drafts.value : await plainDrafts({ title }),
    generationMs: () => generationMs,
    balance: "unlimited",
    recordRequests: 0,
  });
  try {
    await executeRun(
      this,
      {
        file,
        command: "rehearse",
        paths: statePaths(file, { rehearsal: true }),
        output,
        service: { baseUrl: new URL(server.url), apiKey: rehearsalKey },
        userAgent: `dailies/${this.version}`,
        pollIntervalMs: rehearsalPollMs,
        planOf: (known) => {
          stage.state = known.state;
          return makePlan({
            ...known,
            jobs,
            // Drafts cost nothing: what is gone is made again.
            selection: { ...(isNamed.value === undefined ? {} : { isNamed: isNamed.value }), missing: true },
          });
        },
      },
      { submitRate: "off", queryRate: "off", ...flags },
    );
  } finally {
    await server.close();
  }
}

/** Not a failure: without the optional packages the rehearsal is the same, but for what is in its clips. */
function plainDraftsText({ installCommand }: EncoderAbsent): string {
  return `Plain drafts: cards with each shot's id. For pictures and movement:\n  ${installCommand}\n`;
}
