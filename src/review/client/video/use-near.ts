import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** How far from the view pictures and clips are loaded. */
const margin = "900px 0px";

const wakers = new WeakMap<Element, (isNear: boolean) => void>();
const coming = new Set<Element>();
let observer: IntersectionObserver | undefined;
let isWaking = false;

/** What comes near while somebody scrolls loads one after the other, so that scrolling stays smooth. */
function onSeen(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) coming.add(target);
    else {
      coming.delete(target);
      wakers.get(target)?.(false);
    }
  }
  if (!isWaking) wakeOne();
}

function wakeOne(): void {
  const [element] = coming;
  isWaking = element !== undefined;
  if (element === undefined) return;
  coming.delete(element);
  wakers.get(element)?.(true);
  whenIdle(wakeOne);
}

/** Is the element in the view, or near it? Only what is loads anything, so that a long film costs no more than a short one. */
export function useNear(ref: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    observer ??= new IntersectionObserver(onSeen, { rootMargin: margin });
    wakers.set(element, setNear);
    observer.observe(element);
    return () => {
      observer?.unobserve(element);
      coming.delete(element);
    };
  }, [ref]);
  return isNear;
}

const waiting = new Set<() => void>();
let isFilling = false;

/**
 * Is it time to draw all of something? At once where it is near; what is far waits for a moment in which the browser has
 * nothing to do, so that a long film is seen as soon as a short one, and is whole a moment later.
 */
export function useFilled(isNear: boolean): boolean {
  const [isFilled, setFilled] = useState(false);
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

/** Cards that are drawn in one idle moment: few, so that none of them is late for a picture. */
const cardsAtOnce = 4;

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

function whenIdle(work: () => void): void {
  // Not every browser has it.
  if ("requestIdleCallback" in window) window.requestIdleCallback(work, { timeout: 250 });
  else setTimeout(work, 30);
}
