import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../base/result.ts";
import { readSource } from "../read/read-source.ts";
import type { ContractSource } from "./contract-library.ts";
import { readContract } from "./read-contract.ts";

/** The packaged contracts of a folder of `MODEL@REVISION.yaml` files, as written. */
export function contractFiles(folder: string): ContractSource {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return {
    names: files.map((file) => file.slice(0, -".yaml".length)),
    read: (name) => {
      const path = `specs/models/${name}.yaml`;
      const read = readSource(join(folder, `${name}.yaml`));
      if (!read.ok) return failure([{ ...read.error, source: { path, text: "" } }]);
      return readContract({ ...read.value, path }, name);
    },
    stamp: () =>
      files
        .map((file) => {
          const { size, mtimeMs } = statSync(join(folder, file));
          return `${file}:${size}:${mtimeMs}`;
        })
        .join(" "),
  };
}
