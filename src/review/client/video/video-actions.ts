/** What keys and buttons do to a clip on the page. */

export function togglePlay(video: HTMLVideoElement | undefined): void {
  if (video === undefined) return;
  if (!video.paused) {
    video.pause();
    return;
  }
  for (const other of document.querySelectorAll("video")) if (other !== video) other.pause();
  void video.play().catch(() => {
    // Sound needs a gesture first; the picture does not.
    video.muted = true;
    void video.play().catch(() => undefined);
  });
}

/** One picture back or on, at 24 a second. */
export function stepFrame(video: HTMLVideoElement | undefined, by: 1 | -1): void {
  if (video === undefined) return;
  video.pause();
  video.currentTime = Math.max(0, video.currentTime + by / 24);
}

export function fullScreen(element: Element | undefined): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  else void element?.requestFullscreen().catch(() => undefined);
}

/** A control that was clicked gives the keys back to the page; one that was reached by keyboard keeps the focus. */
export function releaseFocus({ detail, currentTarget }: MouseEvent): void {
  if (detail > 0 && currentTarget instanceof HTMLElement) currentTarget.blur();
}
