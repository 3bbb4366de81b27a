import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Decision, ReviewData, ReviewShot } from "../../review-data.ts";
import { type KeyAction, keyAction } from "../keys.ts";
import { type ChoicesByShot, clock, countingClip, isChosen, isSentBack } from "../shots.ts";
import { stateText } from "../words.ts";
import { FilmPlayback, type PlaybackState, type Segment } from "./playback.ts";
import { fullScreen, releaseFocus } from "./video-actions.ts";

interface FilmPlayerProps {
  readonly data: ReviewData;
  readonly choices: ChoicesByShot;
  /** The shot that it begins with. */
  readonly from: string;
  readonly looked: Readonly<Record<string, number>>;
  readonly act: (id: string, action: KeyAction) => void;
  readonly onDecide: (decision: Decision) => void;
  /** With the shot that was seen last. */
  readonly onClose: (id: string | undefined) => void;
}

/** The film in order, with the takes that count. */
export function FilmPlayer({ data, choices, from, act, onDecide, onClose }: FilmPlayerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [first, second] = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)];
  const line = useRef<HTMLElement>(null);
  const playback = useRef<FilmPlayback | null>(null);
  const segments = useMemo(() => data.shots.map((shot) => segmentOf(shot, choices)), [data.shots, choices]);
  const [state, setState] = useState<PlaybackState>({ index: 0, isPlaying: false, front: undefined });
  const [isMuted, setMuted] = useState(false);

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
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      const { index } = playback.current?.state ?? { index: 0 };
      const { seconds = 1 } = segments[index] ?? {};
      const done = Math.min(1, (playback.current?.time ?? 0) / Math.max(seconds, 0.1));
      line.current?.style.setProperty("--done", String(done));
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
      case "full_screen":
        fullScreen(dialog.current ?? undefined);
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
  const before = segments.slice(0, index).reduce((sum, { seconds }) => sum + seconds, 0);
  const total = segments.reduce((sum, { seconds }) => sum + seconds, 0);
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
        <nav class="film-line" ref={line} aria-label="Shots of the film">
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
          <button
            type="button"
            class="icon-button"
            aria-label={isPlaying ? "Pause the film" : "Play the film"}
            onClick={(event) => {
              releaseFocus(event);
              playback.current?.toggle();
            }}
          >
            <span aria-hidden="true" class={isPlaying ? "icon-pause" : "icon-play"} />
          </button>
          <p class="player-name">
            <strong>{shot?.id}</strong>
            <span>
              {index + 1} of {segments.length} · {clock(before)} of {clock(total)}
            </span>
          </p>
          <div class="player-takes">
            {shot !== undefined && <PlayerTakes shot={shot} choices={choices} act={act} />}
          </div>
          <button
            type="button"
            class="icon-button"
            aria-label="Sound"
            aria-pressed={!isMuted}
            onClick={(event) => {
              releaseFocus(event);
              setMuted(!isMuted);
            }}
          >
            <span aria-hidden="true" class={isMuted ? "icon-mute" : "icon-sound"} />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label="Full screen"
            onClick={() => fullScreen(dialog.current ?? undefined)}
          >
            <span aria-hidden="true" class="icon-full" />
          </button>
          <button type="button" class="icon-button" aria-label="Close the film" onClick={close}>
            <span aria-hidden="true" class="icon-close" />
          </button>
        </div>
      </div>
    </dialog>
  );
}

/** Of a clip that is shorter than its shot's `in` or `out`, all that there is. */
function segmentOf(shot: ReviewShot, choices: ChoicesByShot): Segment {
  const clip = countingClip(shot, choices[shot.id])?.clip;
  const whole = clip?.url === undefined ? shot.seconds : clip.seconds;
  const { inSeconds = 0, outSeconds = whole } = shot.trim ?? {};
  const from = inSeconds < whole ? inSeconds : 0;
  const to = Math.min(whole, outSeconds);
  const part = { from, ...(to < whole && { to }), seconds: Math.max(0, to - from) };
  return { id: shot.id, ...(clip?.url !== undefined && { url: clip.url }), ...part };
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
