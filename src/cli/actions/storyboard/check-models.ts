import { visibleText } from "../../../base/text/visible-text.ts";
import { systemClock } from "../../../base/time/clock.ts";
import { unreachable } from "../../../base/unreachable.ts";
import { diagnosticsJson } from "../../../diagnostics/diagnostic-json.ts";
import { checkContracts, isOffered, withoutContract } from "../../../film/check-contracts.ts";
import type { ContractLibrary } from "../../../manifest/catalogue/contract-library.ts";
import { countText } from "../../../report/text/text.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { ModelsFlags } from "../../flags/command-flags.ts";
import { showDiagnostics } from "../../problems.ts";
import { type AskedModels, askedText, askForModels, serviceJson } from "../../run/ask-for-models.ts";
import { printJson } from "../../terminal.ts";
import { originsIn } from "../../words/contract-origin.ts";
import { modelJson } from "../../words/models-json.ts";

/** `dailies models --check`: errors are contracts that cannot be relied on; what is old or not offered is a warning. */
export async function checkModels(
  context: CliContext,
  about: { readonly library: ContractLibrary; readonly folder: string; readonly flags: ModelsFlags },
): Promise<void> {
  const { library, folder, flags } = about;
  const asked = await askForModels(context, folder, flags);
  const offered = asked.kind === "listed" ? asked.names : undefined;
  const found = checkContracts(library, {
    now: systemClock.now(),
    ...(offered !== undefined && { offered }),
  });
  const strangers = offered === undefined ? [] : withoutContract(library, offered);
  const errors = found.filter(({ severity }) => severity === "error").length;
  const exitCode = errors > 0 ? exitCodes.invalid : exitCodeOf(asked);
  if (exitCode !== undefined) context.process.exitCode = exitCode;
  if (flags.json === true) {
    const originOf = originsIn(library);
    printJson(context, {
      models: library
        .all()
        .map((contract) => ({ ...modelJson(contract, originOf), offered: isOffered(contract, offered) })),
      diagnostics: diagnosticsJson(found),
      service: serviceJson(asked, strangers),
    });
    return;
  }
  const counts = [
    countText(library.all().length, "contract"),
    countText(errors, "error"),
    countText(found.length - errors, "warning"),
  ];
  showDiagnostics(context, found, flags);
  context.process.stderr.write(`${visibleText(askedText(asked, strangers))}\n`);
  context.process.stdout.write(`${counts.join(", ")}\n`);
}

/** What the service answered is no mistake of the contracts: a refused key ends as in a run, and silence as a failure. */
function exitCodeOf({ kind }: AskedModels): number | undefined {
  switch (kind) {
    case "listed":
    case "no_key":
      return undefined;
    case "settings_wrong":
      return exitCodes.invalid;
    case "key_refused":
      return exitCodes.stopped;
    case "unavailable":
      return exitCodes.failed;
    default:
      return unreachable(kind);
  }
}
