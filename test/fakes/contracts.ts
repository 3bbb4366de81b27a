import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Contract } from "../../src/contracts/contract.ts";
import { parseContract } from "../../src/contracts/parse-contract.ts";

const models = join(import.meta.dirname, "..", "..", "specs", "models");
const known = new Map<string, Contract>();

/** A contract of the catalogue by its id, `kling-v3@2026-05`. */
export function contractOf(id: string): Contract {
  const contract = known.get(id) ?? read(id);
  known.set(id, contract);
  return contract;
}

function read(id: string): Contract {
  const parsed = parseContract(parse(readFileSync(join(models, `${id}.yaml`), "utf8")));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
