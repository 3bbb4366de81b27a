import type { JsonObject } from "../../src/base/json.ts";
import { checkParameter } from "../../src/contracts/check/check-parameter.ts";
import { checkPlaceholders } from "../../src/contracts/check/check-placeholders.ts";
import { checkRules } from "../../src/contracts/check/check-rules.ts";
import { type Contract, parameterOf } from "../../src/contracts/contract.ts";
import { type Finding, pathText } from "../../src/contracts/finding.ts";
import { wordsOf } from "../../src/diagnostics/words.ts";

/** One thing wrong with a request body. */
export interface RequestProblem {
  /** `duration`, `image_urls[2]`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Checks a request body as it comes over the wire, with the data that the storyboard was checked with. */
export function checkRequestBody(contract: Contract, body: JsonObject): RequestProblem[] {
  const problems: RequestProblem[] = [];
  if (typeof body.model !== "string" || !wireNames(contract).includes(body.model)) {
    problems.push({ path: "model", message: `\`model\` is not ${contract.wire_model}` });
  }
  for (const [name, value] of Object.entries(body)) {
    if (name === "model") continue;
    const spec = parameterOf(contract, name);
    if (spec !== undefined) {
      const findings = checkParameter(spec, value, { model: contract.model, path: [name], side: "wire" });
      problems.push(...findings.filter(({ severity }) => severity !== "warning").map(inWords));
    } else if (contract.unchecked === true) {
    } else if (name !== "client_business_id" || !contract.client_business_id) {
      problems.push({ path: name, message: `${contract.model} has no parameter \`${name}\`` });
    } else if (typeof value !== "string" || value === "") {
      problems.push({ path: name, message: "`client_business_id` is not text" });
    }
  }
  for (const [name, spec] of Object.entries(contract.parameters)) {
    if (spec.required === true && !Object.hasOwn(body, name)) {
      problems.push({ path: name, message: `\`${name}\` is missing` });
    }
  }
  if (problems.length === 0) {
    problems.push(...[...checkRules(contract, body), ...checkPlaceholders(contract, body)].map(inWords));
  }
  return problems;
}

function inWords({ path, problem }: Finding): RequestProblem {
  return { path: pathText(path), message: wordsOf(problem).message };
}

/** Every name that the provider takes for this model. */
function wireNames(contract: Contract): readonly string[] {
  return [contract.wire_model, contract.model, ...contract.aliases];
}

/** All revisions of the model that a request names, oldest first. */
export function contractsForWireModel(contracts: readonly Contract[], name: string): readonly Contract[] {
  return contracts
    .filter((contract) => wireNames(contract).includes(name))
    .toSorted((a, b) => a.revision.localeCompare(b.revision));
}

/** The default (oldest) revision of the model that a request names. */
export function contractForWireModel(contracts: readonly Contract[], name: string): Contract | undefined {
  return contractsForWireModel(contracts, name)[0];
}
