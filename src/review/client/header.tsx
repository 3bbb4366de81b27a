import type { ReviewData } from "../review-data.ts";
import { clock, type Filter, filterNames, filters } from "./shots.ts";
import { releaseFocus } from "./video/video-actions.ts";

/** How choices get into the choices file. */
export type Saving =
  | { readonly kind: "served"; readonly isLive: boolean }
  | {
      readonly kind: "download";
      /** How many are not in the file. */
      readonly decisions: number;
      readonly onSave: () => void;
      readonly onForget: () => void;
    };

interface HeaderProps {
  readonly data: ReviewData;
  readonly counts: Readonly<Record<Filter, number>>;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly onPlayFilm: () => void;
  readonly onHelp: () => void;
  readonly saving: Saving;
}

export function Header({ data, counts, filter, onFilter, onPlayFilm, onHelp, saving }: HeaderProps) {
  const seconds = data.shots.reduce((sum, shot) => sum + shot.seconds, 0);
  return (
    <header class="top">
      <div class="top-line">
        <div class="film">
          <h1>{data.title}</h1>
          <p>
            {data.shots.length} shots · {clock(seconds)} · {data.storyboard}
            {data.choices.mayChoose ? "" : " · rehearsal"}
          </p>
        </div>
        <SavingView saving={saving} file={data.choices.file} mayChoose={data.choices.mayChoose} />
        <button
          type="button"
          class="button play-film"
          aria-keyshortcuts="P"
          onClick={(event) => {
            releaseFocus(event);
            onPlayFilm();
          }}
        >
          <span aria-hidden="true" class="icon-play" /> Play <span class="wide-only">the film</span>
        </button>
        <button
          type="button"
          class="button square"
          aria-label="Help: all keys"
          aria-keyshortcuts="?"
          onClick={onHelp}
        >
          ?
        </button>
      </div>
      <fieldset class="filters" aria-label="Which shots are shown">
        {filters.map((one) => (
          <button
            type="button"
            key={one}
            class={`chip chip-${one}`}
            aria-pressed={filter === one}
            onClick={(event) => {
              releaseFocus(event);
              onFilter(one);
            }}
          >
            {filterNames[one]} <span class="count">{counts[one]}</span>
          </button>
        ))}
      </fieldset>
      {data.trouble !== undefined && (
        <p class="trouble" role="alert">
          {data.trouble}
        </p>
      )}
    </header>
  );
}

interface SavingViewProps {
  readonly saving: Saving;
  readonly file: string;
  readonly mayChoose: boolean;
}

function SavingView({ saving, file, mayChoose }: SavingViewProps) {
  if (!mayChoose) return null;
  if (saving.kind === "served") {
    return (
      <p class={saving.isLive ? "saving" : "saving is-lost"}>
        <span class="dot" aria-hidden="true" />
        <span class="saving-text">{saving.isLive ? `Saved in ${file}` : "The server has ended"}</span>
      </p>
    );
  }
  if (saving.decisions === 0) return null;
  return (
    <div class="saving">
      <button type="button" class="button primary" onClick={saving.onSave}>
        Download {file}
      </button>
      <button type="button" class="button quiet" onClick={saving.onForget}>
        Forget {saving.decisions}
        <span class="hidden-text"> decisions that are not in the file</span>
      </button>
    </div>
  );
}
