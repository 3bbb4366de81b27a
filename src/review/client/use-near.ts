import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** How far from the view pictures and clips are loaded. */
const margin = "900px 0px";

const wakers = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Is the element in the view, or near it? Only what is loads anything, so that a long film costs no more than a short one. */
export function useNear(ref: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const entry of entries) wakers.get(entry.target)?.(entry.isIntersecting);
      },
      { rootMargin: margin },
    );
    wakers.set(element, setNear);
    observer.observe(element);
    return () => observer?.unobserve(element);
  }, [ref]);
  return isNear;
}
