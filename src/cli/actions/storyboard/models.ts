import { listed, nearest } from "../../../base/text/suggest.ts";
import { unreachable } from "../../../base/unreachable.ts";
import type { ContractMiss } from "../../../manifest/catalogue/contract-library.ts";
import { openPackagedContracts } from "../../../manifest/catalogue/packaged-contracts.ts";
import type { CliContext } from "../../context.ts";
import type { OutputFlags } from "../../flags/flags.ts";
import { refuse } from "../../problems.ts";
import { paletteFor, printJson } from "../../terminal.ts";
import { modelJson } from "../../words/models-json.ts";
import { modelsTable, modelText } from "../../words/models-text.ts";

/** `dailies models [NAME]` */
export async function models(this: CliContext, flags: OutputFlags, name?: string): Promise<void> {
  const library = await openPackagedContracts();
  if (name !== undefined) {
    const found = library.find(name);
    if (!found.ok) return showMiss(this, name, found.error, flags);
    if (flags.json === true) printJson(this, found.value);
    else this.process.stdout.write(modelText(found.value, paletteFor(this, "stdout", flags)));
    return;
  }
  const all = library.all();
  if (flags.json === true) printJson(this, { models: all.map(modelJson) });
  else this.process.stdout.write(modelsTable(all, paletteFor(this, "stdout", flags)));
}

function showMiss(context: CliContext, name: string, miss: ContractMiss, flags: OutputFlags): void {
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
          message: "a contract of this installation is broken",
          diagnostics: miss.diagnostics,
        },
        flags,
      );
      break;
    default:
      unreachable(miss);
  }
}
