import type { PlacedShot } from "../lay-out.ts";

/** Writes one track of the film, shot after shot. What cannot be read or decoded is thrown. */
export interface ShotWriter {
  write(shot: PlacedShot): Promise<void>;
  /** Lets go of what it holds. */
  close?(): Promise<void>;
}
