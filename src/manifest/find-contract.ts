import { failure, type Result } from "../base/result.ts";
import { didYouMean, listed } from "../base/suggest.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Contract } from "../contracts/contract.ts";
import type { Finding } from "../contracts/finding.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ContractLibrary } from "./contract-library.ts";

/** Why a shot has no contract, as a finding about its `model`, or as diagnostics of the contract's own file. */
export interface NoContract {
  readonly finding?: Finding;
  readonly diagnostics: readonly Diagnostic[];
}

/** The contract that a shot's `model` names. */
export function findContract(library: ContractLibrary, model: string): Result<Contract, NoContract> {
  const found = library.find(model);
  if (found.ok) return found;
  const miss = found.error;
  const place = { path: ["model"], at: "value" } as const;
  switch (miss.kind) {
    case "contract_invalid":
      return failure({ diagnostics: miss.diagnostics });
    case "model_unknown": {
      const [name = ""] = model.split("@");
      const hint = didYouMean(name, miss.names) ?? `known models: ${listed(miss.names, "and")}`;
      const message = `no contract is named \`${name}\``;
      return failure({ finding: { code: "model_unknown", message, hint, ...place }, diagnostics: [] });
    }
    case "revision_unknown": {
      const message = `${miss.model} has no revision \`${model.slice(model.lastIndexOf("@") + 1)}\``;
      const hint = `revisions: ${listed(
        miss.revisions.map((revision) => `${miss.model}@${revision}`),
        "and",
      )}`;
      return failure({ finding: { code: "revision_unknown", message, hint, ...place }, diagnostics: [] });
    }
    default:
      return unreachable(miss);
  }
}
