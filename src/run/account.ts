import type { VideoProvider } from "../provider/provider.ts";
import type { Account, RunDependencies, RunSettings } from "./context.ts";
import type { RunEvent } from "./events.ts";
import { PollSchedule } from "./polling/poll-schedule.ts";
import { patienceFor } from "./retry/patience.ts";
import type { RunningWork } from "./running-work.ts";
import { Slots } from "./slots.ts";
import { StopGate } from "./stop-gate.ts";
import { newAccountMark } from "./submit/account.ts";
import { initialConcurrency, submitPace } from "./submit/submit-pace.ts";
import { UnknownOutcomes } from "./submit/unknown-outcomes.ts";

export interface AccountRequest {
  readonly provider: VideoProvider;
  readonly dependencies: Pick<RunDependencies, "random" | "emit">;
  readonly settings: RunSettings;
  readonly runGate: StopGate;
  readonly work: RunningWork;
  /** Says in events which provider they are about; absent where there is one only. */
  readonly label: string | undefined;
}

/** Everything that belongs to one account at a provider, and its slots. */
export function openAccount(request: AccountRequest): { readonly account: Account; readonly slots: Slots } {
  const { provider, dependencies, settings, runGate, work, label } = request;
  const slots = new Slots(initialConcurrency(settings), work);
  const pollIntervalMs = settings.pollIntervalMs ?? provider.facts.pollIntervalMs;
  const emit = (event: RunEvent): void => {
    dependencies.emit(
      label !== undefined && event.type === "concurrency" ? { ...event, provider: label } : event,
    );
  };
  const account: Account = {
    provider,
    label,
    pollIntervalMs,
    gate: new StopGate(runGate),
    schedule: new PollSchedule(pollIntervalMs, dependencies.random),
    patience: patienceFor(pollIntervalMs),
    balance: { accepted: 0 },
    contact: { made: false },
    account: newAccountMark(provider, dependencies.random),
    outcomes: new UnknownOutcomes(),
    pace: submitPace(settings.concurrency, { slots, emit }),
  };
  return { account, slots };
}
