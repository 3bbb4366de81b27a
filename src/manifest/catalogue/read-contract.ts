import { failure, type Result } from "../../base/result.ts";
import type { Contract } from "../../contracts/contract.ts";
import { parseContract } from "../../contracts/parse-contract.ts";
import { type Diagnostic, diagnose, type SourceFile } from "../../diagnostics/diagnostic.ts";
import { parseYaml } from "../read/yaml/parse-yaml.ts";

/** Reads a contract's text. Problems point into it. `name` is that of its file, `MODEL@REVISION`. */
export function readContract(source: SourceFile, name: string): Result<Contract, readonly Diagnostic[]> {
  const { tree, problems } = parseYaml(source);
  if (problems.length > 0) {
    return failure(problems.map(({ problem, place, labels = [] }) => diagnose(problem, place, { labels })));
  }
  const parsed = parseContract(tree.value);
  if (!parsed.ok) {
    return failure(
      parsed.error.map(({ path, message }) => {
        const detail = path.length === 0 ? message : `\`${path.join(".")}\`: ${message}`;
        return diagnose({ kind: "contract_invalid", detail }, tree.locate(path, "value"));
      }),
    );
  }
  if (parsed.value.id === name) return parsed;
  const detail = `the file says that it is ${parsed.value.id}`;
  const hint = `name it ${parsed.value.id}.yaml, or change \`model\` and \`revision\` in it`;
  return failure([diagnose({ kind: "contract_invalid", detail, hint }, tree.locate(["model"], "value"))]);
}
