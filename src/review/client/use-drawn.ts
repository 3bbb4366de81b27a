import { useCallback, useEffect, useState } from "preact/hooks";
import { whenIdle } from "./video/when-idle.ts";

/** Cards that are drawn first: more than a large screen shows. */
const firstCards = 6;

/** Cards that are drawn in one idle moment, without their parts. */
const cardsAtOnce = 40;

export interface Drawn {
  /** How many cards are drawn, from the first on. */
  readonly count: number;
  /** Draws all of them now: one is asked for that may be far. */
  readonly drawAll: () => void;
}

/**
 * The cards of the first screen are drawn at once, and the others in moments in which the browser has nothing to do: what a
 * clip needs to show its picture has to wait for the page's script.
 */
export function useDrawn(total: number): Drawn {
  const [count, setCount] = useState(firstCards);
  const isWhole = count >= total;
  useEffect(() => {
    if (!isWhole) whenIdle(() => setCount((before) => before + cardsAtOnce));
  }, [count, isWhole]);
  const drawAll = useCallback(() => setCount((before) => Math.max(before, total)), [total]);
  return { count: Math.min(count, total), drawAll };
}
