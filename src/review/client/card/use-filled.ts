import { useEffect, useState } from "preact/hooks";
import { whenIdle } from "../video/when-idle.ts";

const waiting = new Set<() => void>();
let isFilling = false;

/** Cards that are drawn in one idle moment: few, so that none of them is late for a picture. */
const cardsAtOnce = 4;

/**
 * Is it time to draw all of a card? At once where it is near; what is far waits for a moment in which the browser has
 * nothing to do, so that a long film is seen as soon as a short one, and is whole a moment later.
 */
export function useFilled(isNear: boolean): boolean {
  const [isFilled, setFilled] = useState(isNear);
  useEffect(() => {
    if (isFilled) return undefined;
    const fill = (): void => setFilled(true);
    if (isNear) {
      fill();
      return undefined;
    }
    waiting.add(fill);
    if (!isFilling) {
      isFilling = true;
      whenIdle(fillSome);
    }
    return () => void waiting.delete(fill);
  }, [isNear, isFilled]);
  return isFilled || isNear;
}

function fillSome(): void {
  let left = cardsAtOnce;
  for (const fill of waiting) {
    waiting.delete(fill);
    fill();
    left -= 1;
    if (left === 0) break;
  }
  isFilling = waiting.size > 0;
  if (isFilling) whenIdle(fillSome);
}
