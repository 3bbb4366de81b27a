import type { Job } from "../../manifest/job.ts";
import type { Price } from "../../plan/plan.ts";
import type { Attempt } from "../../state/state.ts";
import type { RunContext } from "../context.ts";

/** What an attempt is recorded with from its beginning: what is sent, with which key, and what it is billed as. */
export function submitFactsOf(
  { account }: Pick<RunContext, "account">,
  { contract, fingerprint, inputs, billing }: Job,
  price: Price | null,
): Pick<Attempt, "fingerprint" | "inputs" | "account" | "billing" | "price" | "provider"> {
  return {
    ...(contract.provider === undefined ? {} : { provider: contract.provider }),
    account,
    fingerprint,
    inputs,
    billing: { key: billing.key, seconds: billing.seconds },
    ...(price === null ? {} : { price }),
  };
}
