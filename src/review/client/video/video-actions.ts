import { timeOfNext, usualFrameRate } from "./frames.ts";
import type { PlaySettings } from "./play-settings.ts";

/** What keys and buttons do to a clip on the page. */

export function togglePlay(video: HTMLVideoElement | undefined, settings: PlaySettings): void {
  if (video === undefined) return;
  if (!video.paused) {
    video.pause();
    return;
  }
  pauseAll();
  applySettings(video, settings);
  void video.play().catch(() => {
    // Sound needs a gesture first; the picture does not.
    video.muted = true;
    void video.play().catch(() => undefined);
  });
}

export function pauseAll(): void {
  for (const video of document.querySelectorAll("video")) video.pause();
}

/** Of the clips on the page, those that play take over what was set; the others do when they are played. */
export function applyWhilePlaying(settings: PlaySettings): void {
  for (const video of document.querySelectorAll<HTMLVideoElement>("main video")) {
    if (!video.paused) applySettings(video, settings);
  }
}

function applySettings(video: HTMLVideoElement, { speed, isMuted, repeats }: PlaySettings): void {
  video.playbackRate = speed;
  video.muted = isMuted;
  video.loop = repeats.clip;
}

/** One picture back or on. */
export function stepFrame(video: HTMLVideoElement | undefined, by: 1 | -1): void {
  if (video === undefined) return;
  video.pause();
  const frameRate = Number(video.dataset.rate ?? usualFrameRate);
  const part = { from: 0, to: Number.isFinite(video.duration) ? video.duration : 0 };
  video.currentTime = timeOfNext(video.currentTime, { by, frameRate, part });
}

export function fullScreen(element: Element | undefined): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  else void element?.requestFullscreen().catch(() => undefined);
}

/** A control that was clicked gives the keys back to the page, or to its dialog; one that was reached by keyboard keeps the focus. */
export function releaseFocus({ detail, currentTarget }: MouseEvent): void {
  if (detail > 0 && currentTarget instanceof HTMLElement) giveKeysBack(currentTarget);
}

export function giveKeysBack(control: HTMLElement): void {
  const dialog = control.closest("dialog");
  if (dialog === null) control.blur();
  else dialog.focus();
}
