import type { JsonObject } from "../../base/json.ts";
import { type Contract, sentValue } from "../contract.ts";
import type { Finding } from "../finding.ts";

/** What the prompt names by number and the request does not have: `<<<image_3>>>` with two pictures. */
export function checkPlaceholders(contract: Contract, body: JsonObject): Finding[] {
  const { prompt } = body;
  if (typeof prompt !== "string") return [];
  return contract.placeholders.flatMap(({ before, after, list }) => {
    const items = sentValue(body, list);
    const count = Array.isArray(items) ? items.length : 0;
    const wrong = numbersBetween(prompt, before, after).filter((number) => number < 1 || number > count);
    return [...new Set(wrong)].map((number): Finding => {
      const has = count === 0 ? "is not there" : `has ${count === 1 ? "1 item" : `${count} items`}`;
      return {
        problem: {
          kind: "rule_broken",
          message: `the prompt names \`${before}${number}${after}\`, but \`${list}\` ${has}`,
          hint: "the numbers begin with 1, in the order of the list",
        },
        path: ["prompt"],
        at: "value",
      };
    });
  });
}

function numbersBetween(text: string, before: string, after: string): number[] {
  const rests = text.split(before).slice(1);
  return rests.flatMap((rest) => {
    const digits = /^\d{1,6}/.exec(rest)?.[0];
    return digits !== undefined && rest.startsWith(after, digits.length) ? [Number(digits)] : [];
  });
}
