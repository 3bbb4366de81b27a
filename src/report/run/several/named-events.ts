import type { RunEvent } from "../../../run/events.ts";
import { nameInFilm } from "./film-names.ts";

/**
 * Makes the events of several storyboards into those of one whose shots are called after their films: for views that people
 * look at. What each of the storyboards says of the user's own interruption is said once.
 */
export function namedEvents(names: ReadonlyMap<string, string>, emit: (event: RunEvent) => void) {
  let isInterrupted = false;
  return (event: RunEvent): void => {
    const { file } = event;
    const film = file === undefined ? undefined : names.get(file);
    if (film === undefined) emit(event);
    else if (event.type === "stopping" && event.reason === "interrupted") {
      if (!isInterrupted) emit({ type: "stopping", reason: "interrupted", message: event.message });
      isInterrupted = true;
    } else emit(named(event, film));
  };
}

function named(event: RunEvent, film: string): RunEvent {
  if (event.type === "stopping") return { ...event, provider: film };
  if (event.type === "warning" && event.id === undefined) {
    return { ...event, message: `${film}: ${event.message}` };
  }
  return "id" in event && event.id !== undefined ? { ...event, id: nameInFilm(film, event.id) } : event;
}
