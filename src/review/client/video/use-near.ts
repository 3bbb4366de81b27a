import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { whenIdle } from "./when-idle.ts";

/** How far from the view pictures and clips are loaded. */
const margin = "900px 0px";

/** Clips that hold a decoder at the same time: more than a large screen shows, fewer than any browser refuses. */
const mostClips = 24;

/**
 * Which elements are near the view. What comes near while somebody scrolls loads one after the other, so that scrolling stays
 * smooth; of more than there may be at once, those that are nearest.
 */
class NearView {
  readonly #most: number;
  readonly #wakers = new Map<Element, (isNear: boolean) => void>();
  readonly #coming = new Set<Element>();
  readonly #here = new Set<Element>();
  #observer: IntersectionObserver | undefined;
  #isWaking = false;

  constructor(most: number) {
    this.#most = most;
  }

  watch(element: Element, onChange: (isNear: boolean) => void): () => void {
    this.#observer ??= this.#observe();
    this.#wakers.set(element, onChange);
    this.#observer.observe(element);
    return () => {
      this.#observer?.unobserve(element);
      for (const elements of [this.#wakers, this.#coming, this.#here]) elements.delete(element);
    };
  }

  #observe(): IntersectionObserver {
    // What found no place may be the nearest by now.
    document.addEventListener("scrollend", () => this.#onSeen([]));
    return new IntersectionObserver((entries) => this.#onSeen(entries), { rootMargin: margin });
  }

  #onSeen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        if (!this.#here.has(target)) this.#coming.add(target);
      } else this.#letGo(target);
    }
    if (!this.#isWaking) this.#wakeOne();
  }

  #letGo(element: Element): void {
    this.#coming.delete(element);
    if (this.#here.delete(element)) this.#wakers.get(element)?.(false);
  }

  #wakeOne(): void {
    const element = nearest(this.#coming);
    const isFree = element !== undefined && this.#makePlace(element);
    this.#isWaking = isFree;
    if (!isFree) return;
    this.#coming.delete(element);
    this.#here.add(element);
    this.#wakers.get(element)?.(true);
    whenIdle(() => this.#wakeOne());
  }

  /** Where all places are taken, the farthest one goes for one that is nearer. */
  #makePlace(element: Element): boolean {
    if (this.#here.size < this.#most) return true;
    const last = farthest(this.#here);
    if (last === undefined || distance(last) <= distance(element)) return false;
    this.#letGo(last);
    this.#coming.add(last);
    return true;
  }
}

function nearest(elements: ReadonlySet<Element>): Element | undefined {
  if (elements.size < 2) return [...elements][0];
  return [...elements].sort((one, other) => distance(one) - distance(other))[0];
}

function farthest(elements: ReadonlySet<Element>): Element | undefined {
  return [...elements].sort((one, other) => distance(other) - distance(one))[0];
}

/** How far an element is outside of the view, in pixels; 0 where it is in it. */
function distance(element: Element): number {
  const { top, bottom } = element.getBoundingClientRect();
  return Math.max(0, top - innerHeight, -bottom);
}

const cards = new NearView(Number.POSITIVE_INFINITY);
const clips = new NearView(mostClips);

/** Is a shot's card in the view, or near it? Only what is loads anything, so that a long film costs no more than a short one. */
export function useNearCard(ref: RefObject<Element | null>, isFirst: boolean): boolean {
  return useNear(cards, ref, isFirst);
}

/** Is a clip near the view, and is there a decoder for it? */
export function useNearClip(ref: RefObject<Element | null>, isFirst: boolean): boolean {
  return useNear(clips, ref, isFirst);
}

/** @param isFirst what a page begins with is near before the browser says so */
function useNear(view: NearView, ref: RefObject<Element | null>, isFirst: boolean): boolean {
  const [isNear, setNear] = useState(isFirst);
  useEffect(() => {
    const element = ref.current;
    return element === null ? undefined : view.watch(element, setNear);
  }, [view, ref]);
  return isNear;
}
