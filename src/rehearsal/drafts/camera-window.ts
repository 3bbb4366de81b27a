import { unreachable } from "../../base/unreachable.ts";
import type { CameraMove } from "./camera-words.ts";

/** The part of a picture that is seen, of the picture's own shape. */
export interface CameraWindow {
  /** Of the picture's width and height: above 0, at most 1. */
  readonly size: number;
  /** Where in the room that is left: 0 is the left and upper edge, 0.5 the middle, 1 the right and lower edge. */
  readonly x: number;
  readonly y: number;
}

/** A move, and which take it is of: takes of one shot differ a little. */
export interface ShotMove {
  readonly move: CameraMove;
  /** From 1. */
  readonly take: number;
}

const whole: CameraWindow = { size: 1, x: 0.5, y: 0.5 };
/** How far in the gentle move goes: the picture ends 8 % larger than it began. */
const gentleSize = 1 / 1.08;
const closeSize = 1 / 1.4;
/** Of moves along the picture: what is not seen is the way to go. */
const alongSize = 1 / 1.3;

/** What is seen at a moment from 0, the clip's first frame, to 1, its last. Always inside of the picture. */
export function windowAt({ move, take }: ShotMove, time: number): CameraWindow {
  const moved = windowOf(move, eased(move, time), time);
  return take === 1 ? moved : varied(moved, take, time);
}

function windowOf(move: CameraMove, way: number, time: number): CameraWindow {
  switch (move) {
    case "gentle":
      // Even growth, not an even change of the window.
      return { ...whole, size: 1 / (1 + (1 / gentleSize - 1) * way) };
    case "still":
      return whole;
    case "handheld":
      return { size: gentleSize, x: wander(time, [3, 5.3]), y: wander(time, [4, 6.1]) };
    case "push_in":
      return { ...whole, size: between(1, closeSize, way) };
    case "pull_out":
      return { ...whole, size: between(closeSize, 1, way) };
    case "left":
      return { size: alongSize, x: 1 - way, y: 0.5 };
    case "right":
      return { size: alongSize, x: way, y: 0.5 };
    case "up":
      return { size: alongSize, x: 0.5, y: 1 - way };
    case "down":
      return { size: alongSize, x: 0.5, y: way };
    case "crane_up":
      return { size: between(closeSize, gentleSize, way), x: 0.5, y: 1 - way };
    case "crane_down":
      return { size: between(gentleSize, closeSize, way), x: 0.5, y: way };
    default:
      return unreachable(move);
  }
}

/** Moves with a name start and end softly; the gentle one is even, as it always was. */
function eased(move: CameraMove, time: number): number {
  return move === "gentle" ? time : time * time * (3 - 2 * time);
}

function between(from: number, to: number, way: number): number {
  return from + (to - from) * way;
}

/** A hand's unrest about the middle, from two waves that do not meet; within 0 and 1. */
function wander(time: number, [slow, fast]: readonly [number, number]): number {
  const turns = 2 * Math.PI * time;
  return 0.5 + 0.3 * Math.sin(turns * slow) + 0.2 * Math.sin(turns * fast + 1);
}

/** Another take: a little closer at the end, and off to another side. */
function varied({ size, x, y }: CameraWindow, take: number, time: number): CameraWindow {
  const angle = take * 2.4;
  const aside = (value: number, by: number): number => Math.min(1, Math.max(0, value + by * time * 0.5));
  return { size: size * (1 - 0.05 * time), x: aside(x, Math.cos(angle)), y: aside(y, Math.sin(angle)) };
}
