import { type Application, buildApplication, buildRouteMap } from "@stricli/core";
import { firstProvider } from "../provider/providers.ts";
import {
  acceptCommand,
  adoptCommand,
  pickCommand,
  pruneCommand,
  rejectCommand,
  renameCommand,
} from "./commands/clips/choose.ts";
import { inspectCommand } from "./commands/clips/inspect.ts";
import { reviewCommand } from "./commands/clips/review.ts";
import { assembleCommand, exportCommand, sheetCommand } from "./commands/cut/cut.ts";
import { description } from "./commands/examples.ts";
import { costCommand, pricesCommand } from "./commands/reports/cost.ts";
import { explainCommand } from "./commands/reports/explain.ts";
import { planCommand } from "./commands/reports/plan.ts";
import { reportCommand } from "./commands/reports/report.ts";
import { statusCommand } from "./commands/reports/status.ts";
import { mcpCommand } from "./commands/run/mcp.ts";
import { rehearseCommand } from "./commands/run/rehearse.ts";
import { renderCommand, retryCommand } from "./commands/run/render.ts";
import { rescueCommand } from "./commands/run/rescue.ts";
import { resolveCommand } from "./commands/run/resolve.ts";
import { checkCommand } from "./commands/storyboard/check.ts";
import { completionCommand } from "./commands/storyboard/completion.ts";
import { importCommand } from "./commands/storyboard/import.ts";
import { initCommand } from "./commands/storyboard/init.ts";
import { mergeDriverCommand } from "./commands/storyboard/merge-driver.ts";
import { modelsCommand } from "./commands/storyboard/models.ts";
import { schemaCommand } from "./commands/storyboard/schema.ts";
import type { CliContext } from "./context.ts";
import { withHelpPage } from "./help-page.ts";
import { type MessageOptions, messages } from "./messages.ts";

/** The command line: definitions only. Each command loads its own work when it is called. */
export function buildApp({
  version,
  ...options
}: MessageOptions & { readonly version: string }): Application<CliContext> {
  const root = buildRouteMap<string, CliContext>({
    routes: {
      init: withHelpPage(initCommand),
      check: withHelpPage(checkCommand),
      plan: withHelpPage(planCommand),
      render: withHelpPage(renderCommand),
      retry: withHelpPage(retryCommand),
      rehearse: withHelpPage(rehearseCommand),
      status: withHelpPage(statusCommand),
      explain: withHelpPage(explainCommand),
      review: withHelpPage(reviewCommand),
      inspect: withHelpPage(inspectCommand),
      pick: withHelpPage(pickCommand),
      reject: withHelpPage(rejectCommand),
      accept: withHelpPage(acceptCommand),
      adopt: withHelpPage(adoptCommand),
      rename: withHelpPage(renameCommand),
      prune: withHelpPage(pruneCommand),
      cost: withHelpPage(costCommand),
      prices: withHelpPage(pricesCommand),
      report: withHelpPage(reportCommand),
      sheet: withHelpPage(sheetCommand),
      assemble: withHelpPage(assembleCommand),
      export: withHelpPage(exportCommand),
      import: withHelpPage(importCommand),
      models: withHelpPage(modelsCommand),
      schema: withHelpPage(schemaCommand),
      completion: withHelpPage(completionCommand),
      resolve: withHelpPage(resolveCommand),
      rescue: withHelpPage(rescueCommand),
      mcp: withHelpPage(mcpCommand),
      mergeDriver: withHelpPage(mergeDriverCommand),
    },
    docs: {
      brief: "Renders a storyboard: a YAML shot list in, finished clips out",
      fullDescription: description(
        [
          "dailies renders a storyboard: a YAML shot list goes in, finished clips come out, one file per shot,",
          "and no task is ever paid for twice.",
        ].join("\n"),
        [
          ["dailies init my-film", "a storyboard to start from"],
          ["dailies rehearse my-film/storyboard.yaml", "see it run: draft clips, no key, no money"],
          ["dailies plan my-film/storyboard.yaml", "what a real run would pay for"],
          ["dailies render my-film/storyboard.yaml", `do it; needs ${firstProvider.environment.apiKey}`],
          ["dailies render --help", "flags and exit codes of one command"],
        ],
      ),
    },
  });
  return buildApplication(root, {
    name: "dailies",
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    localization: { text: messages(options) },
    determineExitCode: () => bugExitCode,
  });
}

const bugExitCode = 70;
