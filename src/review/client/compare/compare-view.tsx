import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ReviewShot } from "../../review-data.ts";
import { type KeyAction, keyAction } from "../keys.ts";
import type { ChoicesByShot } from "../shots.ts";
import { frameAt, usualFrameRate } from "../video/frames.ts";
import type { Playing } from "../video/play-settings.ts";
import { PlayButtons, SettingButtons } from "../video/player-buttons.tsx";
import { fullScreen } from "../video/video-actions.ts";
import { CompareSide } from "./compare-side.tsx";
import { comparedClips, firstPair } from "./compared-clips.ts";
import { SyncPlayback } from "./sync-playback.ts";

interface CompareViewProps {
  readonly shot: ReviewShot;
  readonly choices: ChoicesByShot;
  readonly mayChoose: boolean;
  readonly looked: number | undefined;
  readonly playing: Playing;
  /** Decides about a take of the shot. */
  readonly decide: (kind: "choose" | "send_back" | "withdraw", take: number) => void;
  /** The next shot or the one before that has two clips. */
  readonly onShot: (by: 1 | -1) => void;
  readonly onClose: () => void;
  /** What the page says. */
  readonly children: ComponentChildren;
}

/** Two clips of a shot side by side, in step. Keys decide about the right one. */
export function CompareView(props: CompareViewProps) {
  const { shot, choices, mayChoose, looked, playing, decide, onShot, onClose, children } = props;
  const [dialog, place, time] = [
    useRef<HTMLDialogElement>(null),
    useRef<HTMLInputElement>(null),
    useRef<HTMLSpanElement>(null),
  ];
  const videos = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)] as const;
  const sync = useRef<SyncPlayback | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [pair, setPair] = useState(() => firstPair(shot, choices, looked) ?? (["", ""] as const));
  const clips = comparedClips(shot, choices);
  // A clip that a render replaced meanwhile makes place for the first one.
  const [left, right] = pair.map((key) => clips.find((one) => one.key === key) ?? clips[0]);
  const frameRate = left?.clip.frameRate ?? right?.clip.frameRate ?? usualFrameRate;
  const { speed, isMuted, repeats } = playing.settings;

  useLayoutEffect(() => {
    dialog.current?.showModal();
    // Not a control: the space bar is the clips'.
    dialog.current?.focus();
    const elements = videos.flatMap(({ current }) => (current === null ? [] : [current]));
    const own = new SyncPlayback(elements, setPlaying);
    sync.current = own;
    return () => own.dispose();
  }, []);
  useLayoutEffect(() => {
    if (sync.current === null) return;
    sync.current.frameRate = frameRate;
    sync.current.speed = speed;
    sync.current.repeats = repeats.clip;
  }, [frameRate, speed, repeats.clip]);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      const { current } = sync;
      if (current !== null) showTime(place, time, { seconds: current.time, of: current.duration, frameRate });
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [frameRate]);

  const close = (): void => dialog.current?.close();
  const swap = (): void => setPair(([one, other]) => [other, one]);
  const turn = (by: 1 | -1): void => {
    const others = clips.filter((one) => one !== left);
    const next = others[(right === undefined ? -1 : others.indexOf(right)) + by];
    if (next !== undefined) setPair([pair[0], next.key]);
  };
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const action = keyAction(event);
    if (action === undefined) return;
    event.preventDefault();
    if (!playing.onKey(action, "clip")) act(action);
  };
  const act = (action: KeyAction): void => {
    switch (action.kind) {
      case "play":
        sync.current?.toggle();
        break;
      case "frame":
        sync.current?.step(action.by);
        break;
      case "first":
        sync.current?.seek(0);
        break;
      case "last":
        sync.current?.seek(sync.current.duration - 1 / frameRate);
        break;
      case "take_before":
      case "take_after":
        turn(action.kind === "take_after" ? 1 : -1);
        break;
      case "swap":
        swap();
        break;
      case "next":
      case "previous":
        onShot(action.kind === "next" ? 1 : -1);
        break;
      case "choose":
        decide("choose", action.take);
        break;
      case "send_back":
      case "withdraw":
        if (right?.isCurrent === true) decide(action.kind, right.take);
        break;
      case "full_screen":
        fullScreen(dialog.current ?? undefined);
        break;
      case "compare":
      case "note":
      case "film":
      case "help":
        close();
        break;
      default:
    }
  };
  const side = (at: 0 | 1) => (
    <CompareSide
      shot={shot}
      clips={clips}
      shown={at === 0 ? left : right}
      side={at === 0 ? "Left" : "Right"}
      video={videos[at]}
      // Two sounds at once are none.
      isMuted={isMuted || at === 1}
      choice={choices[shot.id]}
      mayChoose={mayChoose}
      onShow={(key) => setPair(at === 0 ? [key, pair[1]] : [pair[0], key])}
      onToggle={() => sync.current?.toggle()}
      decide={decide}
    />
  );
  return (
    <dialog
      class="player compare"
      ref={dialog}
      tabIndex={-1}
      aria-label={`Two takes of ${shot.id}, side by side`}
      onKeyDown={onKey}
      onClose={onClose}
    >
      <div class="sides">
        {side(0)}
        {side(1)}
      </div>
      <div class="player-bar">
        <input
          class="place"
          ref={place}
          type="range"
          min="0"
          step="0.001"
          aria-label="Place in both clips"
          onInput={({ currentTarget }) => sync.current?.seek(currentTarget.valueAsNumber)}
        />
        <div class="player-line">
          <PlayButtons
            what="both clips"
            isPlaying={isPlaying}
            onToggle={() => sync.current?.toggle()}
            onStep={(by) => sync.current?.step(by)}
          />
          <p class="player-name">
            <strong>{shot.id}</strong>
            <span ref={time} />
          </p>
          <button type="button" class="text-button swap" aria-keyshortcuts="X" onClick={swap}>
            Swap
          </button>
          <SettingButtons
            playing={playing}
            what="clip"
            onFullScreen={() => fullScreen(dialog.current ?? undefined)}
            onClose={close}
            closes="the comparison"
          />
        </div>
      </div>
      {children}
    </dialog>
  );
}

function showTime(
  place: RefObject<HTMLInputElement | null>,
  text: RefObject<HTMLElement | null>,
  { seconds, of, frameRate }: { readonly seconds: number; readonly of: number; readonly frameRate: number },
): void {
  const said = `${seconds.toFixed(2)} of ${of.toFixed(2)} s · picture ${frameAt(seconds, frameRate) + 1}`;
  if (text.current === null || place.current === null || text.current.textContent === said) return;
  text.current.textContent = said;
  place.current.max = String(of);
  place.current.value = String(seconds);
  place.current.setAttribute("aria-valuetext", `${seconds.toFixed(1)} of ${of.toFixed(1)} seconds`);
}
