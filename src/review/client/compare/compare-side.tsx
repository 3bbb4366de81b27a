import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { ShotChoice } from "../../../choices/choices.ts";
import type { ReviewShot } from "../../review-data.ts";
import { isChosen, isSentBack, lengthText } from "../shots.ts";
import { load, unload } from "../video/load.ts";
import { giveKeysBack, releaseFocus } from "../video/video-actions.ts";
import type { ComparedClip } from "./compared-clips.ts";

interface CompareSideProps {
  readonly shot: ReviewShot;
  readonly clips: readonly ComparedClip[];
  readonly shown: ComparedClip | undefined;
  readonly side: "Left" | "Right";
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly isMuted: boolean;
  readonly choice: ShotChoice | undefined;
  readonly mayChoose: boolean;
  readonly onShow: (key: string) => void;
  readonly onToggle: () => void;
  readonly decide: (kind: "choose" | "send_back", take: number) => void;
}

/** One of two clips: which one it is, its picture, and what is decided about it. */
export function CompareSide(props: CompareSideProps) {
  const { shot, clips, shown, side, video, isMuted, choice, mayChoose, onShow, onToggle, decide } = props;
  const take = shot.takes.find((one) => one.take === shown?.take);
  const may = mayChoose && shown?.isCurrent === true && take !== undefined;
  useLayoutEffect(() => {
    if (video.current !== null && shown !== undefined) load(video.current, shown.url);
  }, [video, shown?.url]);
  useLayoutEffect(() => {
    const element = video.current;
    return () => {
      if (element !== null) unload(element);
    };
  }, [video]);
  return (
    <section class="side" aria-label={`${side} clip`}>
      <div class="side-screen">
        <video ref={video} playsInline muted={isMuted} aria-label={shown?.name} onClick={onToggle} />
      </div>
      <div class="side-line">
        <select
          aria-label={`${side} clip`}
          value={shown?.key}
          onChange={({ currentTarget }) => {
            onShow(currentTarget.value);
            // The keys are the clips' again.
            giveKeysBack(currentTarget);
          }}
        >
          {clips.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
        {shown !== undefined && (
          <span class="side-facts">
            {shown.clip.width}×{shown.clip.height} · {lengthText(shown.clip.seconds)}
          </span>
        )}
        {may && (
          <>
            <Decide
              label="Choose"
              kind="choose"
              isPressed={isChosen(take, choice)}
              {...{ shot, decide, take: take.take }}
            />
            <Decide
              label="Send back"
              kind="send_back"
              isPressed={isSentBack(take, choice)}
              {...{ shot, decide, take: take.take }}
            />
          </>
        )}
      </div>
    </section>
  );
}

interface DecideProps {
  readonly label: string;
  readonly kind: "choose" | "send_back";
  readonly isPressed: boolean;
  readonly shot: ReviewShot;
  readonly take: number;
  readonly decide: CompareSideProps["decide"];
}

function Decide({ label, kind, isPressed, shot, take, decide }: DecideProps) {
  return (
    <button
      type="button"
      class={`text-button ${kind === "choose" ? "is-choose" : "is-back"}`}
      aria-label={`${label} take ${take} of ${shot.id}`}
      aria-pressed={isPressed}
      onClick={(event) => {
        releaseFocus(event);
        decide(kind, take);
      }}
    >
      {label}
    </button>
  );
}
