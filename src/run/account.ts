import type { VideoProvider } from "../provider/provider.ts";
import type { Account, RunSettings, RunStore } from "./context.ts";
import type { RunEvent } from "./events.ts";
import type { UploadsByContent } from "./pictures/uploads.ts";
import { PollSchedule } from "./polling/poll-schedule.ts";
import { patienceFor } from "./retry/patience.ts";
import type { RunningWork } from "./running-work.ts";
import { Slots } from "./slots.ts";
import { StopGate } from "./stop-gate.ts";
import { newAccountMark } from "./submit/account.ts";
import { initialConcurrency, submitPace } from "./submit/submit-pace.ts";
import { UnknownOutcomes } from "./submit/unknown-outcomes.ts";

/** What storyboards that are run together share of an account, whoever of them works with it. */
export interface SharedAccount extends Omit<Account, "provider" | "stores"> {
  /** Closed for reasons that concern the account alone. */
  readonly gate: StopGate;
  readonly slots: Slots;
  readonly uploads: UploadsByContent;
  readonly stores: RunStore[];
}

export interface AccountRequest {
  readonly provider: VideoProvider;
  readonly random: () => number;
  readonly settings: Pick<RunSettings, "concurrency" | "pollIntervalMs">;
  readonly work: RunningWork;
  /** Says in events which provider they are about; absent where there is one account only. */
  readonly label: string | undefined;
  readonly announce: (event: RunEvent) => void;
}

/** Everything that belongs to one account at a provider, and its slots. */
export function openAccount(request: AccountRequest): SharedAccount {
  const { provider, random, settings, work, label, announce } = request;
  const slots = new Slots(initialConcurrency(settings), work);
  const pollIntervalMs = settings.pollIntervalMs ?? provider.facts.pollIntervalMs;
  const emit = (event: RunEvent): void => {
    announce(label !== undefined && event.type === "concurrency" ? { ...event, provider: label } : event);
  };
  return {
    label,
    announce,
    pollIntervalMs,
    gate: new StopGate(),
    schedule: new PollSchedule(pollIntervalMs, random),
    patience: patienceFor(pollIntervalMs),
    balance: { accepted: 0 },
    contact: { made: false },
    account: newAccountMark(provider, random),
    outcomes: new UnknownOutcomes(),
    pace: submitPace(settings.concurrency, { slots, emit }),
    slots,
    uploads: new Map(),
    stores: [],
  };
}

/** The account as the run of one storyboard works with it. */
export function joinAccount(
  { slots: _slots, uploads: _uploads, ...shared }: SharedAccount,
  own: { readonly provider: VideoProvider; readonly runGate: StopGate; readonly store: RunStore },
): Account {
  shared.stores.push(own.store);
  return {
    ...shared,
    provider: own.provider,
    gate: new StopGate({ run: own.runGate, account: shared.gate }),
  };
}
