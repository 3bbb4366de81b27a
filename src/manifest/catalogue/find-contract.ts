import { failure, type Result } from "../../base/result.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Contract } from "../../contracts/contract.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import type { ContractLibrary } from "./contract-library.ts";

/** Why a shot has no contract: its `model` is wrong, or the contract's own file is. */
export type NoContract =
  | { readonly kind: "model_wrong"; readonly problem: (shots: number) => Problem }
  | { readonly kind: "contract_invalid"; readonly diagnostics: readonly Diagnostic[] };

/** The contract that a shot's `model` names. */
export function findContract(library: ContractLibrary, model: string): Result<Contract, NoContract> {
  const found = library.find(model);
  if (found.ok) return found;
  const miss = found.error;
  switch (miss.kind) {
    case "contract_invalid":
      return failure(miss);
    case "model_unknown": {
      const [name = ""] = model.split("@");
      const { names: known } = miss;
      return failure({
        kind: "model_wrong",
        problem: (shots) => ({ kind: "model_unknown", name, known, shots }),
      });
    }
    case "revision_unknown": {
      const revision = model.slice(model.lastIndexOf("@") + 1);
      const { model: name, revisions: known } = miss;
      return failure({
        kind: "model_wrong",
        problem: (shots) => ({ kind: "revision_unknown", model: name, revision, known, shots }),
      });
    }
    default:
      return unreachable(miss);
  }
}
