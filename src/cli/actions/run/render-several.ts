import { runFilms } from "../../../film/several/run-films.ts";
import { type PlanFacts, planFacts } from "../../../report/plan/plan-facts.ts";
import { type FilmFacts, factsOfSeveral } from "../../../report/run/several/facts-of-several.ts";
import { filmNames } from "../../../report/run/several/film-names.ts";
import type { CliContext } from "../../context.ts";
import type { RenderFlags } from "../../flags/command-flags.ts";
import { wantedOf } from "../../flags/wanted.ts";
import { type Opened, openSeveral } from "../../open.ts";
import { refuseRun } from "../../problems.ts";
import { keySources, readServices, type Services } from "../../run/environment.ts";
import { carryOnText, execute } from "../../run/execute-run.ts";
import { openReportOfSeveral } from "../../run/report.ts";
import { SharedAdaptors } from "../../run/shared-adaptors.ts";
import { runRefusal } from "../../words/run-refusals.ts";

/** `render` and `retry` of several storyboards, as one run. */
export async function renderSeveral(
  context: CliContext,
  command: "render" | "retry",
  { flags, files }: { readonly flags: RenderFlags; readonly files: readonly string[] },
): Promise<void> {
  const opened = await openSeveral(context, files, flags, { purpose: "run" });
  if (!opened.ok) return;
  const services = new Map<string, Services>();
  for (const file of files) {
    const own = await readServices(context, file, flags);
    if (!own.ok) {
      refuseRun(context, { reason: "service_invalid", message: own.error }, { flags, file });
      return;
    }
    services.set(file, own.value);
  }
  const names = filmNames(files);
  const facts: FilmFacts[] = [];
  let known: PlanFacts | undefined;
  const films = opened.value.map(({ film }) => ({ file: film.file, output: film.output.shown }));
  const report = await openReportOfSeveral(
    context,
    { command, films, filmNames: names, facts: () => known, keys: keySources() },
    flags,
  );
  const adaptors = new SharedAdaptors(context, flags);
  const executing = { command, files, report };
  const { outcome, wasInterrupted } = await execute(context, executing, {
    flags,
    run: (common) =>
      runFilms(chosen(opened.value, command, flags), {
        ...common,
        connect: (provider, { file }) => adaptors.connect(services.get(file)?.(provider)),
        onPlan: (plan, { file }) => {
          facts.push({ file, film: names.get(file) ?? file, facts: planFacts(plan) });
          if (facts.length === files.length) known = factsOfSeveral(facts);
        },
      }),
  });
  if (outcome.kind === "finished") context.process.exitCode = outcome.exitCode;
  else {
    const { index, counts } = outcome;
    const about = films[index ?? 0] ?? { file: "", output: "" };
    const { refusal } = runRefusal(outcome.refusal, { ...about, files, wasInterrupted });
    refuseRun(context, refusal, { flags, counts, file: index === undefined ? undefined : about.file });
  }
  if (wasInterrupted && flags.json === true) context.process.stderr.write(carryOnText(executing));
}

function chosen(opened: readonly Opened[], command: "render" | "retry", flags: RenderFlags) {
  return opened.map(({ film, isNamed }) => ({ film, selection: { isNamed, ...wantedOf(command, flags) } }));
}
