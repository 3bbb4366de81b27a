import type { Decision } from "../review-data.ts";

/** What the parts of the page can ask for. One object for the life of the page, so that nothing is drawn anew for it. */
export interface PageActions {
  decide(decision: Decision): void;
  /** Makes a shot, and a take of it, the one that keys act on. */
  look(id: string, take?: number): void;
  playFilm(id?: string): void;
  /** Two clips of a shot in step. */
  compare(id: string): void;
  togglePlay(video: HTMLVideoElement | undefined): void;
}
