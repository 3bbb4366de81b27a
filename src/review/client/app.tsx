import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Decision, ReviewData } from "../review-data.ts";
import { goToCard } from "./card/go-to-card.ts";
import { ShotCard } from "./card/shot-card.tsx";
import { CompareView } from "./compare/compare-view.tsx";
import { comparedClips } from "./compare/compared-clips.ts";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { type KeyAction, keyAction } from "./keys.ts";
import { useLiveData } from "./live.ts";
import type { PageActions } from "./page-actions.ts";
import { type Filter, filterNames, filters, firstTakeInView, passes } from "./shots.ts";
import { useChoices } from "./use-choices.ts";
import { useDrawn } from "./use-drawn.ts";
import { FilmPlayer } from "./video/film-player.tsx";
import { usePlaySettings } from "./video/play-settings.ts";
import { applyWhilePlaying, fullScreen, pauseAll, stepFrame, togglePlay } from "./video/video-actions.ts";

/** Of a card that was not drawn yet, in pixels; the style says the same. */
const usualCardHeight = 474;

/** What lies over the page. */
type Over =
  | { readonly kind: "help" }
  | { readonly kind: "film"; readonly from: string }
  | { readonly kind: "compare"; readonly id: string; readonly isFromFilm: boolean };

export function App({ first, isServed }: { readonly first: ReviewData; readonly isServed: boolean }) {
  const live = useLiveData(first, isServed);
  const { data } = live;
  const [filter, setFilter] = useState<Filter>("all");
  const [current, setCurrent] = useState<string | undefined>(first.shots[0]?.id);
  const [looked, setLooked] = useState<Readonly<Record<string, number>>>({});
  const [over, setOver] = useState<Over | undefined>();
  const [goal, setGoal] = useState<{ readonly id: string } | undefined>();
  const [said, setSaid] = useState({ text: "", nth: 0 });
  const say = (text: string): void => setSaid(({ nth }) => ({ text, nth: nth + 1 }));
  // What passed the filter when it was set stays while it is looked at: a shot does not jump away when it is chosen.
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const { choices, decide: keep, saving } = useChoices({ first, live, isServed, say });
  const playing = usePlaySettings(say);
  useLayoutEffect(() => applyWhilePlaying(playing.settings), [playing.settings]);
  const shown = useMemo(
    () => data.shots.filter((shot) => kept.has(shot.id) || passes(filter, shot, choices[shot.id])),
    [data.shots, choices, filter, kept],
  );
  const numbers = useMemo(() => new Map(data.shots.map(({ id }, at) => [id, at + 1])), [data.shots]);
  const { count: drawn, drawAll } = useDrawn(shown.length);
  const counts = useMemo(
    () =>
      Object.fromEntries(
        filters.map((one) => [one, data.shots.filter((shot) => passes(one, shot, choices[shot.id])).length]),
      ) as Readonly<Record<Filter, number>>,
    [data.shots, choices],
  );

  const decide = (decision: Decision): void => {
    if (keep(decision)) setKept((before) => new Set([...before, decision.id]));
  };
  const look = (id: string, take?: number): void => {
    setCurrent(id);
    if (take !== undefined) setLooked((before) => ({ ...before, [id]: take }));
  };
  const shotOf = (id: string | undefined) => data.shots.find((one) => one.id === id);
  const playFilm = (id?: string): void => {
    const from = id ?? current ?? data.shots[0]?.id;
    if (from === undefined) return;
    pauseAll();
    setOver({ kind: "film", from });
  };
  const canCompare = (id: string | undefined): boolean => {
    const shot = shotOf(id);
    return shot !== undefined && comparedClips(shot, choices).length > 1;
  };
  const compare = (id: string | undefined): void => {
    if (id === undefined) return;
    if (!canCompare(id)) {
      say(`${id} has no two clips to compare.`);
      return;
    }
    pauseAll();
    setCurrent(id);
    const isFromFilm = over?.kind === "film" || (over?.kind === "compare" && over.isFromFilm);
    setOver({ kind: "compare", id, isFromFilm });
  };
  /** The same for the next shot that has two clips, or the one before. */
  const compareNext = (id: string, by: 1 | -1): void => {
    const able = data.shots.filter((shot) => canCompare(shot.id));
    const next = able[able.findIndex((shot) => shot.id === id) + by];
    if (next === undefined) say(`No shot ${by === 1 ? "behind" : "before"} it has two clips.`);
    else compare(next.id);
  };
  const toggle = (video: HTMLVideoElement | undefined): void => togglePlay(video, playing.settings);
  const now = useRef<PageActions>({ decide, look, playFilm, compare, togglePlay: toggle });
  now.current = { decide, look, playFilm, compare, togglePlay: toggle };
  const actions = useMemo<PageActions>(
    () => ({
      decide: (decision) => now.current.decide(decision),
      look: (id, take) => now.current.look(id, take),
      playFilm: (id) => now.current.playFilm(id),
      compare: (id) => now.current.compare(id),
      togglePlay: (video) => now.current.togglePlay(video),
    }),
    [],
  );

  const chooseFilter = (next: Filter): void => {
    setFilter(next);
    setKept(new Set());
    const passing = data.shots.filter((shot) => passes(next, shot, choices[shot.id]));
    if (!passing.some(({ id }) => id === current)) setCurrent(passing[0]?.id);
    say(`${filterNames[next]}: ${passing.length} of ${data.shots.length} shots`);
    window.scrollTo({ top: 0 });
  };

  const takeOf = (id: string): number => {
    const shot = shotOf(id);
    return looked[id] ?? (shot === undefined ? 1 : firstTakeInView(shot, choices[id]));
  };

  const decideOn = (id: string, kind: "choose" | "send_back" | "withdraw", take: number): void => {
    const clip = shotOf(id)?.takes.find((one) => one.take === take)?.clip;
    if (clip === undefined) say(`Take ${take} of ${id} has no clip.`);
    else {
      look(id, take);
      decide({ kind, id, take, clip: clip.digits });
    }
  };

  /** What keys do to a shot, here and in the film. */
  const actOn = (id: string, action: KeyAction): void => {
    const shot = shotOf(id);
    if (shot === undefined) return;
    const inView = takeOf(id);
    switch (action.kind) {
      case "choose":
        decideOn(id, "choose", action.take);
        break;
      case "send_back":
      case "withdraw":
        decideOn(id, action.kind, inView);
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
    drawAll();
    setCurrent(id);
    setGoal({ id });
  };
  // As soon as the page shows the shot, and not later: a key that follows may give the focus to its note.
  useLayoutEffect(() => {
    const card = goal === undefined ? null : document.getElementById(`shot-${goal.id}`);
    if (card !== null) goToCard(card);
  }, [goal]);
  const leave = (id: string | undefined): void => {
    setOver(undefined);
    goTo(id);
  };

  const onKey = (event: KeyboardEvent): void => {
    if (over !== undefined) return;
    const action = keyAction(event);
    if (action === undefined) return;
    event.preventDefault();
    if (playing.onKey(action, "clip")) return;
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
        toggle(video());
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
      case "compare":
        compare(current);
        break;
      case "help":
        setOver({ kind: "help" });
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

  // Where a dialog is open, what is outside of it is neither seen nor read out.
  const saidView = (
    <div role="status">
      {said.text !== "" && (
        <p class="said" key={said.nth}>
          {said.text}
        </p>
      )}
    </div>
  );
  const compared = over?.kind === "compare" ? shotOf(over.id) : undefined;
  return (
    <>
      <Header
        data={data}
        counts={counts}
        filter={filter}
        onFilter={chooseFilter}
        onPlayFilm={() => playFilm(shown.some(({ id }) => id === current) ? current : undefined)}
        onHelp={() => setOver({ kind: "help" })}
        saving={saving}
      />
      <main>
        {shown[0] !== undefined && shown[0].scene === undefined && <h2 class="hidden-text">Shots</h2>}
        {shown.slice(0, drawn).map((shot, at) => (
          <ShotCard
            key={shot.id}
            shot={shot}
            number={numbers.get(shot.id) ?? 0}
            opensScene={shot.scene !== undefined && shot.scene !== shown[at - 1]?.scene}
            choice={choices[shot.id]}
            mayChoose={data.choices.mayChoose}
            isCurrent={shot.id === current}
            takeInView={looked[shot.id]}
            actions={actions}
          />
        ))}
        {/* The page is as long as it will be, so that a browser finds the place again that a reload left. */}
        {drawn < shown.length && <div style={{ height: `${(shown.length - drawn) * usualCardHeight}px` }} />}
        {shown.length === 0 && (
          <p class="nothing">
            {data.shots.length === 0 ? "The storyboard has no shots to show." : "No shot is like that."}
          </p>
        )}
      </main>
      {over === undefined && saidView}
      {over?.kind === "film" && (
        <FilmPlayer
          data={data}
          choices={choices}
          from={over.from}
          playing={playing}
          act={actOn}
          onDecide={decide}
          onClose={leave}
          onCompare={compare}
        >
          {saidView}
        </FilmPlayer>
      )}
      {compared !== undefined && (
        <CompareView
          key={compared.id}
          shot={compared}
          choices={choices}
          mayChoose={data.choices.mayChoose}
          looked={looked[compared.id]}
          playing={playing}
          decide={(kind, take) => decideOn(compared.id, kind, take)}
          onShot={(by) => compareNext(compared.id, by)}
          onClose={() => {
            if (over?.kind === "compare" && over.isFromFilm) setOver({ kind: "film", from: compared.id });
            else leave(compared.id);
          }}
        >
          {saidView}
        </CompareView>
      )}
      {over?.kind === "help" && <Help onClose={() => setOver(undefined)} />}
    </>
  );
}

function videoOf(id: string, take: number): HTMLVideoElement | undefined {
  const selector = `[id="shot-${CSS.escape(id)}"] [data-take="${take}"] video`;
  return document.querySelector<HTMLVideoElement>(selector) ?? undefined;
}
