import type { Contract } from "../../contracts/contract.ts";
import type { ContractLibrary } from "../../manifest/catalogue/contract-library.ts";

/** Where a contract is written: inside of the package, or in a project's folder, as it was asked for. */
export interface ContractOrigin {
  readonly kind: "packaged" | "project";
  readonly file: string;
}

export type OriginOf = (contract: Contract) => ContractOrigin;

export function originsIn({ project }: ContractLibrary): OriginOf {
  return ({ id }) => {
    const own = project?.files.get(id);
    return own === undefined
      ? { kind: "packaged", file: `specs/models/${id}.yaml` }
      : { kind: "project", file: own.path };
  };
}
