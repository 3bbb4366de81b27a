/** How clips get into video elements, and out of them. */

/** What is not loaded yet begins there. */
export function seek(video: HTMLVideoElement, seconds: number): void {
  if (Math.abs(video.currentTime - seconds) > 0.01) video.currentTime = seconds;
}

/** Calls back once the picture that was sought is there. A clip that is sought in has none meanwhile, though it is loaded. */
export function whenThere(video: HTMLVideoElement, then: () => void): void {
  if (video.seeking) video.addEventListener("seeked", then, { once: true });
  else if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) then();
  else video.addEventListener("loadeddata", () => whenThere(video, then), { once: true });
}

export function load(video: HTMLVideoElement, url: string): void {
  if (video.dataset.url === url) return;
  video.dataset.url = url;
  video.preload = "auto";
  video.src = url;
  video.load();
}

/** Lets go of the file and of the decoder. */
export function unload(video: HTMLVideoElement): void {
  delete video.dataset.url;
  video.pause();
  video.removeAttribute("src");
  video.load();
}
