import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Decision, ReviewData } from "../review-data.ts";
import { goToCard } from "./card/go-to-card.ts";
import { ShotCard } from "./card/shot-card.tsx";
import {
  choicesText,
  download,
  rememberDecisions,
  rememberedDecisions,
  sendDecision,
  withDecisions,
} from "./decisions.ts";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { type KeyAction, keyAction } from "./keys.ts";
import { useLiveData } from "./live.ts";
import type { PageActions } from "./page-actions.ts";
import { type Filter, filterNames, filters, firstTakeInView, passes } from "./shots.ts";
import { FilmPlayer } from "./video/film-player.tsx";
import { fullScreen, stepFrame, togglePlay } from "./video/video-actions.ts";

export function App({ first, isServed }: { readonly first: ReviewData; readonly isServed: boolean }) {
  const { data, isLive, refresh } = useLiveData(first, isServed);
  const [decisions, setDecisions] = useState<readonly Decision[]>(() =>
    isServed ? [] : rememberedDecisions(first),
  );
  const [filter, setFilter] = useState<Filter>("all");
  const [current, setCurrent] = useState<string | undefined>(first.shots[0]?.id);
  const [looked, setLooked] = useState<Readonly<Record<string, number>>>({});
  const [filmFrom, setFilmFrom] = useState<string | undefined>();
  const [goal, setGoal] = useState<{ readonly id: string } | undefined>();
  const [isHelping, setHelping] = useState(false);
  const [said, say] = useState({ text: "", nth: 0 });
  const setSaid = (text: string): void => say(({ nth }) => ({ text, nth: nth + 1 }));
  // What passed the filter when it was set stays while it is looked at: a shot does not jump away when it is chosen.
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const { by, mayChoose } = data.choices;
  const choices = useMemo(
    () => withDecisions(data.choices.byShot, decisions, by),
    [data.choices.byShot, decisions, by],
  );
  const shown = useMemo(
    () => data.shots.filter((shot) => kept.has(shot.id) || passes(filter, shot, choices[shot.id])),
    [data.shots, choices, filter, kept],
  );
  const numbers = useMemo(() => new Map(data.shots.map(({ id }, at) => [id, at + 1])), [data.shots]);
  const counts = useMemo(
    () =>
      Object.fromEntries(
        filters.map((one) => [one, data.shots.filter((shot) => passes(one, shot, choices[shot.id])).length]),
      ) as Readonly<Record<Filter, number>>,
    [data.shots, choices],
  );

  const decide = (decision: Decision): void => {
    if (!mayChoose) {
      setSaid("These are drafts of a rehearsal: choices are made among rendered clips.");
      return;
    }
    setKept((before) => new Set([...before, decision.id]));
    setSaid(saidOf(decision));
    if (!isServed) {
      setDecisions((before) => {
        const after = [...before, decision];
        rememberDecisions(data, after);
        return after;
      });
      return;
    }
    // Shown at once, and kept until the server's own answer has it.
    setDecisions((before) => [...before, decision]);
    void sendDecision(decision).then(async (problem) => {
      if (problem === undefined) await refresh();
      else setSaid(`Not saved: ${problem}.`);
      setDecisions((before) => before.filter((one) => one !== decision));
    });
  };
  const look = (id: string, take?: number): void => {
    setCurrent(id);
    if (take !== undefined) setLooked((before) => ({ ...before, [id]: take }));
  };
  const playFilm = (id?: string): void => setFilmFrom(id ?? current ?? data.shots[0]?.id);
  const now = useRef({ decide, look, playFilm });
  now.current = { decide, look, playFilm };
  const actions = useMemo<PageActions>(
    () => ({
      decide: (decision) => now.current.decide(decision),
      look: (id, take) => now.current.look(id, take),
      playFilm: (id) => now.current.playFilm(id),
    }),
    [],
  );

  const chooseFilter = (next: Filter): void => {
    setFilter(next);
    setKept(new Set());
    const passing = data.shots.filter((shot) => passes(next, shot, choices[shot.id]));
    if (!passing.some(({ id }) => id === current)) setCurrent(passing[0]?.id);
    setSaid(`${filterNames[next]}: ${passing.length} of ${data.shots.length} shots`);
    window.scrollTo({ top: 0 });
  };

  const takeOf = (id: string): number => {
    const shot = data.shots.find((one) => one.id === id);
    return looked[id] ?? (shot === undefined ? 1 : firstTakeInView(shot, choices[id]));
  };

  /** What keys do to a shot, here and in the film. */
  const actOn = (id: string, action: KeyAction): void => {
    const shot = data.shots.find((one) => one.id === id);
    if (shot === undefined) return;
    const inView = takeOf(id);
    const clipOf = (take: number) => shot.takes.find((one) => one.take === take)?.clip;
    const decideOn = (kind: "choose" | "send_back" | "withdraw", take: number): void => {
      const clip = clipOf(take);
      if (clip === undefined) setSaid(`Take ${take} of ${id} has no clip.`);
      else {
        look(id, take);
        decide({ kind, id, take, clip: clip.digits });
      }
    };
    switch (action.kind) {
      case "choose":
        decideOn("choose", action.take);
        break;
      case "send_back":
      case "withdraw":
        decideOn(action.kind, inView);
        break;
      case "take_before":
      case "take_after": {
        const at = shot.takes.findIndex(({ take }) => take === inView);
        const next = shot.takes[at + (action.kind === "take_after" ? 1 : -1)];
        if (next !== undefined) look(id, next.take);
        break;
      }
      default:
    }
  };

  const goTo = (id: string | undefined): void => {
    if (id === undefined) return;
    setCurrent(id);
    setGoal({ id });
  };
  // As soon as the page shows the shot, and not later: a key that follows may give the focus to its note.
  useLayoutEffect(() => {
    const card = goal === undefined ? null : document.getElementById(`shot-${goal.id}`);
    if (card !== null) goToCard(card);
  }, [goal]);

  const onKey = (event: KeyboardEvent): void => {
    if (filmFrom !== undefined || isHelping) return;
    const action = keyAction(event);
    if (action === undefined) return;
    event.preventDefault();
    const at = shown.findIndex(({ id }) => id === current);
    const video = (): HTMLVideoElement | undefined =>
      current === undefined ? undefined : videoOf(current, takeOf(current));
    switch (action.kind) {
      case "next":
        goTo(shown[Math.min(at + 1, shown.length - 1)]?.id);
        break;
      case "previous":
        goTo(shown[Math.max(at - 1, 0)]?.id);
        break;
      case "first":
        goTo(shown[0]?.id);
        break;
      case "last":
        goTo(shown.at(-1)?.id);
        break;
      case "play":
        togglePlay(video());
        break;
      case "frame":
        stepFrame(video(), action.by);
        break;
      case "full_screen":
        fullScreen(video());
        break;
      case "note":
        document.querySelector<HTMLElement>(`[id="shot-${CSS.escape(current ?? "")}"] textarea`)?.focus();
        break;
      case "film":
        playFilm();
        break;
      case "help":
        setHelping(true);
        break;
      case "filter": {
        const next = filters[(filters.indexOf(filter) + action.by + filters.length) % filters.length];
        if (next !== undefined) chooseFilter(next);
        break;
      }
      default:
        if (current !== undefined) actOn(current, action);
    }
  };
  const onKeyNow = useRef(onKey);
  onKeyNow.current = onKey;
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyNow.current(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);

  const save = useCallback(
    () => download(data.choices.file, choicesText(data, decisions)),
    [data, decisions],
  );
  const forget = useCallback(() => {
    rememberDecisions(data, []);
    setDecisions([]);
  }, [data]);
  return (
    <>
      <Header
        data={data}
        counts={counts}
        filter={filter}
        onFilter={chooseFilter}
        onPlayFilm={() => playFilm(shown.some(({ id }) => id === current) ? current : undefined)}
        onHelp={() => setHelping(true)}
        saving={
          isServed
            ? { kind: "served", isLive }
            : { kind: "download", decisions: decisions.length, onSave: save, onForget: forget }
        }
      />
      <main>
        {shown.map((shot, at) => (
          <ShotCard
            key={shot.id}
            shot={shot}
            number={numbers.get(shot.id) ?? 0}
            opensScene={shot.scene !== undefined && shot.scene !== shown[at - 1]?.scene}
            choice={choices[shot.id]}
            mayChoose={mayChoose}
            isCurrent={shot.id === current}
            takeInView={looked[shot.id]}
            actions={actions}
          />
        ))}
        {shown.length === 0 && (
          <p class="nothing">
            {data.shots.length === 0 ? "The storyboard has no shots to show." : "No shot is like that."}
          </p>
        )}
      </main>
      <div role="status">
        {said.text !== "" && (
          <p class="said" key={said.nth}>
            {said.text}
          </p>
        )}
      </div>
      {filmFrom !== undefined && (
        <FilmPlayer
          data={data}
          choices={choices}
          from={filmFrom}
          looked={looked}
          act={actOn}
          onDecide={decide}
          onClose={(id) => {
            setFilmFrom(undefined);
            goTo(id);
          }}
        />
      )}
      {isHelping && <Help onClose={() => setHelping(false)} />}
    </>
  );
}

function videoOf(id: string, take: number): HTMLVideoElement | undefined {
  const selector = `[id="shot-${CSS.escape(id)}"] [data-take="${take}"] video`;
  return document.querySelector<HTMLVideoElement>(selector) ?? undefined;
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
  }
}
