import { useCallback, useMemo, useState } from "preact/hooks";
import { unreachable } from "../../base/unreachable.ts";
import type { Decision, ReviewData } from "../review-data.ts";
import {
  choicesText,
  download,
  rememberDecisions,
  rememberedDecisions,
  sendDecision,
  withDecisions,
} from "./decisions.ts";
import type { Saving } from "./header.tsx";
import type { LiveData } from "./live.ts";
import type { ChoicesByShot } from "./shots.ts";

interface ChoicesNow {
  readonly choices: ChoicesByShot;
  /** Keeps a decision, and says so. `false` where nothing can be decided. */
  readonly decide: (decision: Decision) => boolean;
  readonly saving: Saving;
}

interface UseChoices {
  readonly first: ReviewData;
  readonly live: LiveData;
  readonly isServed: boolean;
  readonly say: (text: string) => void;
}

/** What is decided: with a server, in the choices file at once; without one, in the browser until it is downloaded. */
export function useChoices({ first, live, isServed, say }: UseChoices): ChoicesNow {
  const { data, isLive, refresh } = live;
  const [decisions, setDecisions] = useState<readonly Decision[]>(() =>
    isServed ? [] : rememberedDecisions(first),
  );
  const { byShot, by, mayChoose, file } = data.choices;
  const choices = useMemo(() => withDecisions(byShot, decisions, by), [byShot, decisions, by]);
  const decide = (decision: Decision): boolean => {
    if (!mayChoose) {
      say("These are drafts of a rehearsal: choices are made among rendered clips.");
      return false;
    }
    say(saidOf(decision));
    if (!isServed) {
      setDecisions((before) => {
        const after = [...before, decision];
        rememberDecisions(data, after);
        return after;
      });
      return true;
    }
    // Shown at once, and kept until the server's own answer has it.
    setDecisions((before) => [...before, decision]);
    void sendDecision(decision).then(async (problem) => {
      if (problem === undefined) await refresh();
      else say(`Not saved: ${problem}.`);
      setDecisions((before) => before.filter((one) => one !== decision));
    });
    return true;
  };
  const save = useCallback(() => download(file, choicesText(data, decisions)), [data, decisions]);
  const forget = useCallback(() => {
    rememberDecisions(data, []);
    setDecisions([]);
  }, [data]);
  const saving: Saving = isServed
    ? { kind: "served", isLive }
    : { kind: "download", decisions: decisions.length, onSave: save, onForget: forget };
  return { choices, decide, saving };
}

function saidOf(decision: Decision): string {
  switch (decision.kind) {
    case "choose":
      return `Take ${decision.take} of ${decision.id} is chosen.`;
    case "send_back":
      return `Take ${decision.take} of ${decision.id} is sent back.`;
    case "withdraw":
      return `Take ${decision.take} of ${decision.id} is open again.`;
    case "note":
      return decision.note === ""
        ? `${decision.id} has no note any more.`
        : `The note on ${decision.id} is kept.`;
    default:
      return unreachable(decision);
  }
}
