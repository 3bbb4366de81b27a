import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LockState } from "../../src/state/state.ts";
import type { Dice } from "../fakes/dice.ts";
import { attemptsIn } from "../reliability/promises.ts";

/** What happens to a clip between two runs. */
const damages = ["removed", "emptied", "cut in half", "one byte changed", "exchanged with another"] as const;

/** A link lives 24 hours; what is damaged must be young enough to be fetched again in all that follows. */
const youngMs = 6 * 3_600_000;

/** Damages some clips in their places, as users and disks do. Gives back how many. */
export function damageClips(about: {
  readonly clips: string;
  readonly state: LockState;
  readonly share: number;
  readonly now: number;
  readonly dice: Dice;
}): number {
  const { clips, state, share, now, dice } = about;
  const files = attemptsIn(state).flatMap(({ attempt }) => {
    const { state: stage, clip, finishedAt = 0 } = attempt;
    if (stage !== "done" || clip === undefined || now - finishedAt > youngMs) return [];
    return existsSync(join(clips, clip.file)) ? [join(clips, clip.file)] : [];
  });
  const chosen = dice.sample(files, dice.share(files.length, share));
  for (const file of chosen) {
    const bytes = readFileSync(file);
    switch (dice.pick(damages)) {
      case "removed":
        rmSync(file);
        break;
      case "emptied":
        writeFileSync(file, "");
        break;
      case "cut in half":
        writeFileSync(file, bytes.subarray(0, bytes.length / 2));
        break;
      case "one byte changed": {
        const at = dice.below(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(file, bytes);
        break;
      }
      default: {
        const other = dice.pick(files.filter((name) => existsSync(name))) ?? file;
        writeFileSync(file, readFileSync(other));
        writeFileSync(other, bytes);
      }
    }
  }
  return chosen.length;
}
