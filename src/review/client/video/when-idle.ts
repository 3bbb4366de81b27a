/** How long the page's other work waits for the first picture, at most. */
const mostPatienceMs = 600;

/** What waits for the first picture; absent once that is there. */
let held: (() => void)[] | undefined;

/** Calls back in a moment in which the browser has nothing to draw, and soon in any case. */
export function whenIdle(work: () => void): void {
  if (held !== undefined) held.push(work);
  // Not every browser has it.
  else if ("requestIdleCallback" in window) window.requestIdleCallback(work, { timeout: 250 });
  else setTimeout(work, 30);
}

/** Lets all other work wait until a clip shows its first picture: what it needs for that has to share the thread with it. */
export function pictureFirst(video: HTMLVideoElement | null): void {
  if (video === null || !("requestVideoFrameCallback" in video)) return;
  held = [];
  const go = (): void => {
    const works = held ?? [];
    held = undefined;
    for (const work of works) whenIdle(work);
  };
  video.requestVideoFrameCallback(go);
  setTimeout(go, mostPatienceMs);
}
