import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "../../../base/files/file-errors.ts";
import { listed, nearest } from "../../../base/text/suggest.ts";
import { unreachable } from "../../../base/unreachable.ts";
import { diagnosticsJson } from "../../../diagnostics/diagnostic-json.ts";
import type { ContractMiss } from "../../../manifest/catalogue/contract-library.ts";
import { contractFolder, openContractsOf } from "../../../manifest/catalogue/project-contracts.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { ModelsFlags } from "../../flags/command-flags.ts";
import { refuse, refuseCommandLine, showDiagnostics } from "../../problems.ts";
import { paletteFor, printJson } from "../../terminal.ts";
import { originsIn } from "../../words/contract-origin.ts";
import { modelJson } from "../../words/models-json.ts";
import { modelsTable } from "../../words/models-table.ts";
import { modelText } from "../../words/models-text.ts";

/** `dailies models [NAME]` */
export async function models(this: CliContext, flags: ModelsFlags, name?: string): Promise<void> {
  const { check = false, baseUrl } = flags;
  if (check && name !== undefined)
    return refuseCommandLine(this, "--check looks at all models: leave the name out", flags);
  if (!check && baseUrl !== undefined)
    return refuseCommandLine(this, "--base-url goes with --check: nothing else asks the service", flags);
  const folder = projectFolder(flags.file);
  if (folder === undefined) {
    const message = `${flags.file} is neither a storyboard nor a folder`;
    return refuse(this, { reason: "file_not_found", message }, flags);
  }
  const library = await openContractsOf(join(folder, contractFolder));
  if (check) {
    const { checkModels } = await import("./check-models.ts");
    return await checkModels(this, { library, folder, flags });
  }
  const originOf = originsIn(library);
  const { stdout } = this.process;
  const terminal = stdout.isTTY === true ? { columns: stdout.columns } : {};
  const options = { palette: paletteFor(this, "stdout", flags), originOf, ...terminal };
  if (name !== undefined) {
    const found = library.find(name);
    if (!found.ok) return showMiss(this, name, found.error, flags);
    if (flags.json === true) printJson(this, { ...found.value, origin: originOf(found.value) });
    else stdout.write(modelText(found.value, options));
    return;
  }
  const all = library.all();
  const broken = library.broken();
  if (flags.json === true) {
    const rows = all.map((contract) => modelJson(contract, originOf));
    printJson(this, { models: rows, diagnostics: diagnosticsJson(broken) });
  } else {
    stdout.write(modelsTable(all, options));
    showDiagnostics(this, broken, flags);
  }
  if (broken.length > 0) this.process.exitCode = exitCodes.invalid;
}

/** The folder of a project: that of its storyboard, or itself; the current one where none is named. */
function projectFolder(file: string | undefined): string | undefined {
  if (file === undefined) return "";
  try {
    return statSync(file).isDirectory() ? file : dirname(file);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

function showMiss(context: CliContext, name: string, miss: ContractMiss, flags: ModelsFlags): void {
  switch (miss.kind) {
    case "model_unknown": {
      const meant = nearest(name, miss.names);
      const hint =
        meant === undefined ? `The models are ${listed(miss.names, "and")}.` : `Did you mean ${meant}?`;
      refuse(context, { reason: miss.kind, message: `there is no model ${name}`, hint }, flags);
      break;
    }
    case "revision_unknown": {
      const revision = name.slice(name.lastIndexOf("@") + 1);
      const hint = `It has ${listed(miss.revisions, "and")}.`;
      refuse(
        context,
        { reason: miss.kind, message: `${miss.model} has no revision ${revision}`, hint },
        flags,
      );
      break;
    }
    case "contract_invalid":
      refuse(
        context,
        {
          reason: miss.kind,
          message: `the contract of ${name} is broken`,
          diagnostics: miss.diagnostics,
        },
        flags,
      );
      break;
    default:
      unreachable(miss);
  }
}
