import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { failure, type Result } from "../../base/result.ts";
import type { Contract } from "../../contracts/contract.ts";
import { type ContractFault, parseContract } from "../../contracts/parse-contract.ts";
import { type Diagnostic, diagnose, type SourceFile } from "../../diagnostics/diagnostic.ts";
import { readSource } from "../read/read-source.ts";
import type { ContractSource } from "./contract-library.ts";

/** The contracts of a folder of `MODEL@REVISION.yaml` files, as written. */
export function contractFiles(folder: string): ContractSource {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return {
    names: files.map((file) => file.slice(0, -".yaml".length)),
    read: (name) => readContract(join(folder, `${name}.yaml`), name),
    stamp: () =>
      files
        .map((file) => {
          const { size, mtimeMs } = statSync(join(folder, file));
          return `${file}:${size}:${mtimeMs}`;
        })
        .join(" "),
  };
}

function readContract(file: string, name: string): Result<Contract, readonly Diagnostic[]> {
  const path = `specs/models/${name}.yaml`;
  const read = readSource(file);
  if (!read.ok) return failure([{ ...read.error, source: { path, text: "" } }]);
  const source: SourceFile = { ...read.value, path };
  const document = parseDocument(source.text, { prettyErrors: false });
  const invalid = (detail: string, start = 0, end = start): Diagnostic =>
    diagnose({ kind: "contract_invalid", detail }, { source, range: { start, end } });
  const [error] = document.errors;
  if (error !== undefined) return failure([invalid(error.message, ...error.pos)]);
  const parsed = parseContract(document.toJS());
  if (parsed.ok && parsed.value.id !== name)
    return failure([invalid(`the file is not named ${parsed.value.id}.yaml`)]);
  if (parsed.ok) return parsed;
  return failure(
    parsed.error.map(({ path, message }: ContractFault) => {
      const node = document.getIn(path, true);
      const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
      const [start = 0, end = 0]: unknown[] = Array.isArray(range) ? range : [];
      const text = `${path.join(".")}: ${message}`;
      return typeof start === "number" && typeof end === "number" ? invalid(text, start, end) : invalid(text);
    }),
  );
}
