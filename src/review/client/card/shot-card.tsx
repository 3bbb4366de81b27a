import { memo } from "preact/compat";
import { useRef } from "preact/hooks";
import type { ShotChoice } from "../../../choices/choices.ts";
import type { ReviewPicture, ReviewShot } from "../../review-data.ts";
import type { PageActions } from "../page-actions.ts";
import { countingClip, firstTakeInView, lengthText } from "../shots.ts";
import { useNearCard } from "../video/use-near.ts";
import { releaseFocus } from "../video/video-actions.ts";
import { NoteField } from "./note-field.tsx";
import { ShotWords } from "./shot-words.tsx";
import { TakeView } from "./take-view.tsx";
import { useFilled } from "./use-filled.ts";

interface ShotCardProps {
  readonly shot: ReviewShot;
  /** Its place in the film, from 1. */
  readonly number: number;
  readonly opensScene: boolean;
  readonly choice: ShotChoice | undefined;
  readonly mayChoose: boolean;
  readonly isCurrent: boolean;
  /** Absent until another take than the first to look at was looked at. */
  readonly takeInView: number | undefined;
  readonly actions: PageActions;
}

/** One shot: what was wanted, what came, and what is decided. Drawn anew only where its own data differ. */
export const ShotCard = memo(function ShotCard(props: ShotCardProps) {
  const { shot, number, opensScene, choice, mayChoose, isCurrent, actions } = props;
  const card = useRef<HTMLElement>(null);
  const isFirst = number === 1;
  const isNear = useNearCard(card, isFirst);
  // The current shot is whole at once: a key may be for its note or for its takes.
  const isFilled = useFilled(isNear || isCurrent);
  const counting = countingClip(shot, choice);
  const inView = props.takeInView ?? firstTakeInView(shot, choice);
  const many = shot.takes.length > 2 ? " has-many" : "";
  return (
    <>
      {opensScene && <h2 class="scene">{shot.scene}</h2>}
      <article
        class={`shot${isCurrent ? " is-current" : ""}${many}`}
        id={`shot-${shot.id}`}
        ref={card}
        tabIndex={-1}
        aria-labelledby={`name-${shot.id}`}
        aria-current={isCurrent ? "true" : undefined}
        onPointerDown={() => actions.look(shot.id)}
        onFocusCapture={() => actions.look(shot.id)}
      >
        <header>
          <span class="number" aria-hidden="true">
            {number}
          </span>
          <h3 id={`name-${shot.id}`}>{shot.id}</h3>
          <p class="meta">
            {shot.model} · {lengthText(shot.seconds)}
            {shot.line === undefined ? "" : ` · ${shot.writtenIn ?? ""} line ${shot.line}`}
          </p>
          {clipCount(shot) > 1 && (
            <button
              type="button"
              class="button quiet compare-button"
              aria-label={`Compare takes of ${shot.id}`}
              aria-keyshortcuts="C"
              onClick={(event) => {
                releaseFocus(event);
                actions.compare(shot.id);
              }}
            >
              <span aria-hidden="true" class="icon-compare" /> Compare
            </button>
          )}
          <ShotState counting={counting !== undefined} isChosen={counting?.isChosen === true} shot={shot} />
        </header>
        {isFilled && (
          <>
            <div class="wanted">
              <Picture
                picture={shot.firstFrame}
                label="Wanted first frame"
                aspect={shot.aspect}
                isNear={isNear}
              />
              <Picture
                picture={shot.lastFrame}
                label="Wanted last frame"
                aspect={shot.aspect}
                isNear={isNear}
              />
              {shot.references.map((one) => (
                <Picture key={one.url} picture={one} label="Reference" aspect={shot.aspect} isNear={isNear} />
              ))}
            </div>
            <div class="takes">
              {shot.takes.map((take) => (
                <TakeView
                  key={take.take}
                  shot={shot}
                  take={take}
                  choice={choice}
                  counts={counting?.take === take.take && counting.clip === take.clip}
                  isInView={take.take === inView}
                  isNear={isNear}
                  isFirst={isFirst}
                  mayChoose={mayChoose}
                  actions={actions}
                />
              ))}
            </div>
            <div class="words">
              <ShotWords shot={shot} />
              {mayChoose && <NoteField id={shot.id} choice={choice} actions={actions} />}
            </div>
          </>
        )}
      </article>
    </>
  );
});

/** Clips that can be played, those that were replaced with them. */
function clipCount({ takes }: ReviewShot): number {
  const clips = takes.flatMap(({ clip, earlier }) => (clip === undefined ? earlier : [clip, ...earlier]));
  return clips.filter(({ url }) => url !== undefined).length;
}

interface ShotStateProps {
  readonly shot: ReviewShot;
  readonly counting: boolean;
  readonly isChosen: boolean;
}

function ShotState({ shot, counting, isChosen }: ShotStateProps) {
  const isSentBack = shot.takes.some(({ clip }) => clip !== undefined);
  const isOutdated = shot.takes.some(({ changes }) => changes?.since === "clip");
  return (
    <p class="states">
      {isOutdated && <span class="state state-changed">changed</span>}
      {isChosen && <span class="state state-chosen">chosen</span>}
      {!isChosen && counting && <span class="state state-open">to look at</span>}
      {!counting && isSentBack && <span class="state state-back">sent back</span>}
      {!counting && !isSentBack && <span class="state state-none">no clip</span>}
    </p>
  );
}

interface PictureProps {
  readonly picture: ReviewPicture | undefined;
  readonly label: string;
  readonly aspect: number;
  readonly isNear: boolean;
}

function Picture({ picture, label, aspect, isNear }: PictureProps) {
  if (picture === undefined) return null;
  const { url, name } = picture;
  return (
    <figure>
      <div class="picture" style={{ aspectRatio: String(aspect) }}>
        {url === undefined ? (
          <span class="elsewhere">{name}</span>
        ) : (
          isNear && <img src={url} alt={`${label}: ${name}`} decoding="async" />
        )}
      </div>
      <figcaption title={name}>{label.replace("Wanted ", "")}</figcaption>
    </figure>
  );
}
