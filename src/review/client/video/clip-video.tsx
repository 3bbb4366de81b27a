import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../shots.ts";
import { usualFrameRate } from "./frames.ts";
import { unload } from "./load.ts";
import { useNearClip } from "./use-near.ts";
import { fullScreen, releaseFocus } from "./video-actions.ts";

interface ClipVideoProps {
  readonly url: string;
  /** `take 2 of sc010`. */
  readonly name: string;
  readonly seconds: number;
  /** Width by height. */
  readonly aspect: number;
  /** Pictures a second, where that was measured. */
  readonly frameRate: number | undefined;
  /** Is it what the page begins with? */
  readonly isFirst: boolean;
  readonly onToggle: (video: HTMLVideoElement | undefined) => void;
  /** What is written over the picture. */
  readonly children: ComponentChildren;
}

/** A clip, and below it its controls: play, place, full screen. Nothing of the picture is covered. */
export function ClipVideo(props: ClipVideoProps) {
  const { url, name, seconds, aspect, frameRate = usualFrameRate, isFirst, onToggle, children } = props;
  const [screen, video] = [useRef<HTMLDivElement>(null), useRef<HTMLVideoElement>(null)];
  // A clip that is far from the view is not loaded.
  const isNear = useNearClip(screen, isFirst);
  const [isPlaying, setPlaying] = useState(false);
  const [time, setTime] = useState(0);
  const [isBroken, setBroken] = useState(false);
  const length = video.current?.duration || seconds;
  const seek = (to: number): void => {
    if (video.current !== null) video.current.currentTime = to;
    setTime(to);
  };
  return (
    <>
      <div class="screen" ref={screen} style={{ aspectRatio: String(aspect) }}>
        {isNear && (
          <LetGo video={video}>
            {/* biome-ignore lint/a11y/useMediaCaption: generated clips come without any text to their sound */}
            <video
              ref={video}
              src={url}
              preload="metadata"
              playsInline
              data-rate={frameRate}
              aria-label={name}
              onClick={() => onToggle(video.current ?? undefined)}
              onPlay={() => setPlaying(true)}
              onPause={() => setPlaying(false)}
              onTimeUpdate={() => setTime(video.current?.currentTime ?? 0)}
              onError={() => setBroken(true)}
            />
          </LetGo>
        )}
        {isBroken && <p class="no-clip">This browser cannot play the clip.</p>}
        {children}
      </div>
      <div class="controls">
        <button
          type="button"
          class="icon-button"
          aria-label={`${isPlaying ? "Pause" : "Play"} ${name}`}
          onClick={(event) => {
            releaseFocus(event);
            onToggle(video.current ?? undefined);
          }}
        >
          <span aria-hidden="true" class={isPlaying ? "icon-pause" : "icon-play"} />
        </button>
        <input
          type="range"
          min="0"
          max={length}
          step="0.01"
          value={time}
          aria-label={`Place in ${name}`}
          aria-valuetext={`${time.toFixed(1)} of ${length.toFixed(1)} seconds`}
          onInput={(event) => seek(event.currentTarget.valueAsNumber)}
        />
        <span class="time" aria-hidden="true">
          {clock(time)}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label={`Full screen: ${name}`}
          onClick={(event) => {
            releaseFocus(event);
            fullScreen(video.current ?? undefined);
          }}
        >
          <span aria-hidden="true" class="icon-full" />
        </button>
      </div>
    </>
  );
}

interface LetGoProps {
  readonly video: { readonly current: HTMLVideoElement | null };
  readonly children: ComponentChildren;
}

/** A video that leaves the page keeps its decoder until it is told to let go. */
function LetGo({ video, children }: LetGoProps) {
  useEffect(() => {
    const element = video.current;
    return () => {
      if (element !== null) unload(element);
    };
  }, [video]);
  return <>{children}</>;
}
