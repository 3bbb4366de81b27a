import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Decision, ReviewData, ReviewShot } from "../../review-data.ts";
import { type KeyAction, keyAction } from "../keys.ts";
import { type ChoicesByShot, clock, countingClip, isChosen, isSentBack } from "../shots.ts";
import { stateText } from "../words.ts";
import { beginnings, segmentOf } from "./film-segments.ts";
import { frameAt, usualFrameRate } from "./frames.ts";
import type { Playing } from "./play-settings.ts";
import { FilmPlayback, type PlaybackState } from "./playback.ts";
import { PlayButtons, SettingButtons } from "./player-buttons.tsx";
import { fullScreen, releaseFocus } from "./video-actions.ts";

interface FilmPlayerProps {
  readonly data: ReviewData;
  readonly choices: ChoicesByShot;
  /** The shot that it begins with. */
  readonly from: string;
  readonly playing: Playing;
  readonly act: (id: string, action: KeyAction) => void;
  readonly onDecide: (decision: Decision) => void;
  /** With the shot that was seen last. */
  readonly onClose: (id: string | undefined) => void;
  readonly onCompare: (id: string) => void;
  /** What the page says. */
  readonly children: ComponentChildren;
}

/** The film in order, with the takes that count. */
export function FilmPlayer(props: FilmPlayerProps) {
  const { data, choices, from, playing, act, onDecide, onClose, onCompare, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [first, second] = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)];
  const [line, time] = [useRef<HTMLElement>(null), useRef<HTMLSpanElement>(null)];
  const playback = useRef<FilmPlayback | null>(null);
  const segments = useMemo(() => data.shots.map((shot) => segmentOf(shot, choices)), [data.shots, choices]);
  const [state, setState] = useState<PlaybackState>({ index: 0, isPlaying: false, front: undefined });
  const { speed, isMuted, repeats } = playing.settings;

  useLayoutEffect(() => {
    dialog.current?.showModal();
    // Not a control: the space bar is the film's.
    dialog.current?.focus();
    if (first.current === null || second.current === null) return undefined;
    const film = new FilmPlayback([first.current, second.current], setState);
    playback.current = film;
    film.setSegments(segments);
    film.goTo(
      Math.max(
        0,
        segments.findIndex(({ id }) => id === from),
      ),
    );
    film.play();
    return () => film.dispose();
  }, []);
  useEffect(() => playback.current?.setSegments(segments), [segments]);
  useLayoutEffect(() => {
    if (playback.current === null) return;
    playback.current.speed = speed;
    playback.current.repeatsShot = repeats.shot;
  }, [speed, repeats.shot]);
  useEffect(() => {
    let frame = 0;
    const begins = beginnings(segments);
    const total = clock(begins.at(-1) ?? 0);
    const draw = (): void => {
      const { index } = playback.current?.state ?? { index: 0 };
      const { seconds = 1, frameRate = usualFrameRate, from = 0 } = segments[index] ?? {};
      const now = playback.current?.time ?? 0;
      const done = Math.min(1, now / Math.max(seconds, 0.1));
      line.current?.style.setProperty("--done", String(done));
      const picture = frameAt(from + now, frameRate) + 1;
      const text = `${clock((begins[index] ?? 0) + now)} of ${total} · picture ${picture}`;
      if (time.current !== null && time.current.textContent !== text) time.current.textContent = text;
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [segments]);

  const { index, isPlaying } = state;
  const shot = data.shots[index];
  const toggle = (): void => playback.current?.toggle();
  const close = (): void => dialog.current?.close();
  const goTo = (to: number): void => playback.current?.goTo(Math.min(Math.max(to, 0), segments.length - 1));
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const action = keyAction(event);
    if (action === undefined || shot === undefined) return;
    event.preventDefault();
    if (playing.onKey(action, "shot")) return;
    switch (action.kind) {
      case "play":
        playback.current?.toggle();
        break;
      case "next":
        goTo(index + 1);
        break;
      case "previous":
        goTo(index - 1);
        break;
      case "first":
        goTo(0);
        break;
      case "last":
        goTo(segments.length - 1);
        break;
      case "frame":
        playback.current?.step(action.by);
        break;
      case "take_before":
      case "take_after":
        playback.current?.skip(action.kind === "take_after" ? 1 : -1);
        break;
      case "full_screen":
        fullScreen(dialog.current ?? undefined);
        break;
      case "compare":
        onCompare(shot.id);
        break;
      case "film":
      case "note":
      case "help":
        close();
        break;
      case "send_back":
      case "withdraw": {
        // What is seen is meant, whichever take was looked at on the page.
        const counting = countingClip(shot, choices[shot.id]);
        const take = counting?.take;
        const clip = shot.takes.find((one) => one.take === take)?.clip;
        if (take !== undefined && clip !== undefined) {
          onDecide({ kind: action.kind, id: shot.id, take, clip: clip.digits });
        }
        break;
      }
      default:
        act(shot.id, action);
    }
  };
  return (
    <dialog
      class="player"
      ref={dialog}
      tabIndex={-1}
      aria-label={`The film: ${data.title}`}
      onKeyDown={onKey}
      onClose={() => onClose(shot?.id)}
    >
      <div class="stage">
        <video ref={first} playsInline muted={isMuted} onClick={toggle} />
        <video ref={second} playsInline muted={isMuted} onClick={toggle} />
        {shot !== undefined && segments[index]?.url === undefined && <Held shot={shot} />}
      </div>
      <div class="player-bar">
        <nav
          class={`film-line${segments.length > 150 ? " is-long" : ""}`}
          ref={line}
          aria-label="Shots of the film"
        >
          {segments.map((segment, at) => (
            <button
              type="button"
              key={segment.id}
              tabIndex={-1}
              class={
                at < index ? "is-over" : at === index ? "is-now" : segment.url === undefined ? "is-held" : ""
              }
              style={{ flexGrow: segment.seconds }}
              title={segment.id}
              aria-label={`Go to ${segment.id}`}
              aria-current={at === index ? "true" : undefined}
              onClick={() => goTo(at)}
            />
          ))}
        </nav>
        <div class="player-line">
          <PlayButtons
            what="the film"
            isPlaying={isPlaying}
            onToggle={toggle}
            onStep={(by) => playback.current?.step(by)}
          />
          <p class="player-name">
            <strong>{shot?.id}</strong>
            <span>
              {index + 1} of {segments.length} · <span ref={time} />
            </span>
          </p>
          <div class="player-takes">
            {shot !== undefined && <PlayerTakes shot={shot} choices={choices} act={act} />}
          </div>
          <SettingButtons
            playing={playing}
            what="shot"
            onFullScreen={() => fullScreen(dialog.current ?? undefined)}
            onClose={close}
            closes="the film"
          />
        </div>
      </div>
      {children}
    </dialog>
  );
}

/** The place of a shot that has no clip: its first frame, and why. */
function Held({ shot }: { readonly shot: ReviewShot }) {
  const { firstFrame, takes } = shot;
  const isSentBackOnly = takes.some(({ clip }) => clip !== undefined);
  return (
    <div class="held">
      {firstFrame?.url !== undefined && <img src={firstFrame.url} alt="" />}
      <p>
        <strong>{shot.id}</strong>
        <span>
          {isSentBackOnly ? "All its clips are sent back" : stateText(takes[0]?.state ?? "pending")}
        </span>
      </p>
    </div>
  );
}

interface PlayerTakesProps {
  readonly shot: ReviewShot;
  readonly choices: ChoicesByShot;
  readonly act: FilmPlayerProps["act"];
}

function PlayerTakes({ shot, choices, act }: PlayerTakesProps) {
  const choice = choices[shot.id];
  return (
    <>
      {shot.takes
        .filter(({ clip }) => clip !== undefined)
        .map((take) => (
          <button
            type="button"
            key={take.take}
            class={`take-button${isSentBack(take, choice) ? " is-sent-back" : ""}`}
            aria-label={`Choose take ${take.take} of ${shot.id}`}
            aria-pressed={isChosen(take, choice)}
            onClick={(event) => {
              releaseFocus(event);
              act(shot.id, { kind: "choose", take: take.take });
            }}
          >
            {take.take}
          </button>
        ))}
    </>
  );
}
