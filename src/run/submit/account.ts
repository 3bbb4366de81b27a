import type { Cause } from "../../base/cause.ts";
import type { VideoProvider } from "../../provider/provider.ts";
import type { Attempt } from "../../state/state.ts";

/** Is the key in use the one that an attempt was submitted with? `unknown` for attempts of earlier releases. */
export function accountOf(
  provider: Pick<VideoProvider, "accountMark">,
  { account }: Pick<Attempt, "account">,
): "same" | "other" | "unknown" {
  if (account === undefined) return "unknown";
  const salt = account.slice(0, account.lastIndexOf(":"));
  return provider.accountMark(salt) === account ? "same" : "other";
}

/** Why a task that the provider does not know is not given up. */
export const otherAccount: Cause = {
  code: "other_account",
  message:
    "The provider does not know this task under the key in use; use the key that it was submitted with.",
};

/** The mark that this run's attempts are recorded with. */
export function newAccountMark(provider: Pick<VideoProvider, "accountMark">, random: () => number): string {
  const salt = Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
  return provider.accountMark(salt);
}
