import { useEffect, useRef } from "preact/hooks";
import type { ShotChoice } from "../../../choices/choices.ts";
import type { ReviewShot, ReviewTake } from "../../review-data.ts";
import type { PageActions } from "../page-actions.ts";
import { isChosen, isSentBack, lengthText } from "../shots.ts";
import { ClipVideo } from "../video/clip-video.tsx";
import { releaseFocus } from "../video/video-actions.ts";
import { stateText, waitText } from "../words.ts";

interface TakeViewProps {
  readonly shot: ReviewShot;
  readonly take: ReviewTake;
  readonly choice: ShotChoice | undefined;
  /** Does its clip go into the film? */
  readonly counts: boolean;
  readonly isInView: boolean;
  readonly isNear: boolean;
  readonly isFirst: boolean;
  readonly mayChoose: boolean;
  readonly actions: PageActions;
}

export function TakeView(props: TakeViewProps) {
  const { shot, take, choice, counts, isInView, isNear, isFirst, mayChoose, actions } = props;
  const { clip } = take;
  const [chosen, sentBack] = [isChosen(take, choice), isSentBack(take, choice)];
  const classes = [
    "take",
    ...(isInView && shot.takes.length > 1 ? ["is-in-view"] : []),
    ...(chosen ? ["is-chosen"] : []),
    ...(sentBack ? ["is-sent-back"] : []),
  ];
  const section = useRef<HTMLElement>(null);
  // On a narrow screen takes are in a row that is moved sideways.
  useEffect(() => {
    const row = section.current?.parentElement;
    // What is far is not laid out, and asking for its widths would do that.
    if (!isInView || !isNear || section.current === null || row == null) return;
    if (row.childElementCount < 2 || row.scrollWidth <= row.clientWidth) return;
    row.scrollLeft =
      section.current.offsetLeft - row.offsetLeft - (row.clientWidth - section.current.clientWidth) / 2;
  }, [isInView, isNear]);
  const name = `take ${take.take} of ${shot.id}`;
  const over = (
    <>
      <span class="take-number" aria-hidden="true">
        {take.take}
      </span>
      {(chosen || sentBack || counts) && (
        <span class={`stamp ${chosen ? "stamp-chosen" : sentBack ? "stamp-sent-back" : "stamp-counts"}`}>
          {chosen ? "Chosen" : sentBack ? "Sent back" : "Counts so far"}
        </span>
      )}
    </>
  );
  return (
    <section
      class={classes.join(" ")}
      ref={section}
      data-take={take.take}
      aria-label={`Take ${take.take} of ${shot.id}`}
      onPointerDown={() => actions.look(shot.id, take.take)}
      onFocusCapture={() => actions.look(shot.id, take.take)}
    >
      {clip?.url === undefined ? (
        <div class="screen" style={{ aspectRatio: String(shot.aspect) }}>
          <NoClip take={take} />
          {over}
        </div>
      ) : (
        <ClipVideo
          key={clip.url}
          url={clip.url}
          name={name}
          seconds={clip.seconds}
          aspect={clip.width / clip.height}
          frameRate={clip.frameRate}
          isFirst={isFirst && isInView}
          onToggle={actions.togglePlay}
        >
          {over}
        </ClipVideo>
      )}
      <p class="facts">
        {clip !== undefined && (
          <span>
            {clip.width}×{clip.height} · {lengthText(clip.seconds)}
          </span>
        )}
        {take.price === undefined ? (
          take.billing !== undefined && <span>{take.billing}</span>
        ) : (
          <span title={take.billing}>{take.price}</span>
        )}
        {take.renderSeconds !== undefined && <span>rendered in {take.renderSeconds} s</span>}
        {clip !== undefined && waitText(take) !== undefined && <span class="waits">{waitText(take)}</span>}
        {take.earlier.map(
          ({ url, digits }, at) =>
            url !== undefined && (
              <a key={digits} href={url} target="_blank" rel="noreferrer">
                version {take.earlier.length - at}
              </a>
            ),
        )}
      </p>
      {take.error !== undefined && (
        <p class="problem">
          <strong>{stateText(take.state)}</strong> <code>{take.error.code}</code> {take.error.message}
        </p>
      )}
      {take.findings?.map(({ code, message }) => (
        <p key={code} class="finding">
          {message} <code>{code}</code>
        </p>
      ))}
      {mayChoose && clip !== undefined && (
        <div class="decide">
          <button
            type="button"
            class="button choose"
            aria-label={`Choose ${name}`}
            aria-pressed={chosen}
            onClick={(event) => {
              releaseFocus(event);
              actions.decide({ kind: "choose", id: shot.id, take: take.take, clip: clip.digits });
            }}
          >
            <span aria-hidden="true" class="icon-check" /> Choose
          </button>
          <button
            type="button"
            class="button send-back"
            aria-label={`Send back ${name}`}
            aria-pressed={sentBack}
            onClick={(event) => {
              releaseFocus(event);
              actions.decide({ kind: "send_back", id: shot.id, take: take.take, clip: clip.digits });
            }}
          >
            <span aria-hidden="true" class="icon-back" /> Send back
          </button>
          {(chosen || sentBack) && (
            <button
              type="button"
              class="button quiet"
              aria-label={`Undo the decision on ${name}`}
              onClick={(event) => {
                releaseFocus(event);
                actions.decide({ kind: "withdraw", id: shot.id, take: take.take, clip: clip.digits });
              }}
            >
              Undo
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function NoClip({ take }: { readonly take: ReviewTake }) {
  const isMissing = take.clip !== undefined;
  return (
    <p class={`no-clip state-${take.state}`}>
      <strong>{isMissing ? "The clip is not on this machine" : stateText(take.state)}</strong>
      {waitText(take) !== undefined && <span>{waitText(take)}</span>}
    </p>
  );
}
