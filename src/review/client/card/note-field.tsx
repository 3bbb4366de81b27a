import { useEffect, useRef, useState } from "preact/hooks";
import type { ShotChoice } from "../../../choices/choices.ts";
import type { PageActions } from "../page-actions.ts";

interface NoteFieldProps {
  readonly id: string;
  readonly choice: ShotChoice | undefined;
  readonly actions: Pick<PageActions, "decide">;
}

/** The longest note that is taken. */
const mostCharacters = 2_000;

/** What is said about a shot. Kept with Enter, and when the field is left. */
export function NoteField({ id, choice, actions }: NoteFieldProps) {
  const saved = choice?.note ?? "";
  const [text, setText] = useState(saved);
  const field = useRef<HTMLTextAreaElement>(null);
  // A note that came from elsewhere does not replace what is being written.
  useEffect(() => {
    if (document.activeElement !== field.current) setText(saved);
  }, [saved]);
  const keep = (): void => {
    const note = (field.current?.value ?? "").trim();
    setText(note);
    if (note !== saved) actions.decide({ kind: "note", id, note });
  };
  const leave = (): void => {
    field.current?.blur();
    field.current?.closest<HTMLElement>("[tabindex]")?.focus({ preventScroll: true });
  };
  return (
    <label class="note">
      <span>
        Note <span class="hidden-text">on {id}</span>
        {choice?.by === undefined ? "" : <span class="by">{choice.by}</span>}
      </span>
      <textarea
        ref={field}
        rows={Math.min(6, Math.max(1, Math.ceil(text.length / 44)))}
        maxLength={mostCharacters}
        placeholder="N to write one"
        aria-keyshortcuts="N"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            leave();
          }
          if (event.key === "Escape") {
            event.preventDefault();
            if (field.current !== null) field.current.value = saved;
            setText(saved);
            leave();
          }
        }}
      />
    </label>
  );
}
