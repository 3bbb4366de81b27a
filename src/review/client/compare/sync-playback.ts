import { frameAt, timeOfFrame, timeOfNext } from "../video/frames.ts";

/** Two clips that are as far apart as this, in seconds, are brought together at once. */
const mostApart = 0.12;

/** Nearer ones are as good as together: one picture at 30 a second. */
const asGoodAsTogether = 0.03;

/**
 * Plays two clips in step. The longer one leads, and the other follows its time; a clip that is over holds its last picture. While
 * they stand, both show the picture of the same number.
 */
export class SyncPlayback {
  readonly #videos: readonly HTMLVideoElement[];
  readonly #onChange: (isPlaying: boolean) => void;
  readonly #ends = new AbortController();
  #frameRate = 24;
  #speed = 1;
  #repeats = true;
  #isPlaying = false;
  #frame = 0;

  constructor(videos: readonly HTMLVideoElement[], onChange: (isPlaying: boolean) => void) {
    this.#videos = videos;
    this.#onChange = onChange;
    const { signal } = this.#ends;
    for (const video of videos) {
      video.addEventListener("ended", () => video === this.#leader() && this.#end(), { signal });
      // Another clip in the same place begins where the one before was.
      video.addEventListener("loadedmetadata", () => this.#join(video), { signal });
    }
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** In seconds, of the clip that leads. */
  get time(): number {
    return this.#leader()?.currentTime ?? 0;
  }

  /** In seconds, of the longer clip; 0 until it is known. */
  get duration(): number {
    return lengthOf(this.#leader());
  }

  set frameRate(frameRate: number) {
    this.#frameRate = frameRate;
  }

  set speed(speed: number) {
    this.#speed = speed;
    for (const video of this.#videos) [video.defaultPlaybackRate, video.playbackRate] = [speed, speed];
  }

  set repeats(repeats: boolean) {
    this.#repeats = repeats;
  }

  play(): void {
    if (this.#leader()?.ended === true) this.#seekAll(0);
    this.#setPlaying(true);
    for (const video of this.#videos) this.#start(video);
    this.#watch();
  }

  pause(): void {
    this.#setPlaying(false);
    cancelAnimationFrame(this.#frame);
    for (const video of this.#videos) video.pause();
    this.seek(this.time);
  }

  toggle(): void {
    if (this.#isPlaying) this.pause();
    else this.play();
  }

  /** Both show the picture of that time. */
  seek(seconds: number): void {
    this.#seekAll(timeOfFrame(frameAt(seconds, this.#frameRate), this.#frameRate));
  }

  step(by: 1 | -1): void {
    if (this.#isPlaying) this.pause();
    const part = { from: 0, to: this.duration };
    this.#seekAll(timeOfNext(this.time, { by, frameRate: this.#frameRate, part }));
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#ends.abort();
    for (const video of this.#videos) video.pause();
  }

  #leader(): HTMLVideoElement | undefined {
    const [first, second] = this.#videos;
    return lengthOf(second) > lengthOf(first) ? second : first;
  }

  #seekAll(seconds: number): void {
    for (const video of this.#videos) video.currentTime = Math.min(seconds, lastPicture(video));
  }

  #start(video: HTMLVideoElement): void {
    if (video.ended || video.readyState === HTMLMediaElement.HAVE_NOTHING) return;
    void video.play().catch((error: unknown) => {
      // Sound needs a gesture first; the picture does not.
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError" || video.muted) return;
      video.muted = true;
      void video.play().catch(() => this.pause());
    });
  }

  #end(): void {
    if (!this.#repeats) {
      this.pause();
      return;
    }
    this.#seekAll(0);
    for (const video of this.#videos) this.#start(video);
  }

  #join(video: HTMLVideoElement): void {
    const other = this.#videos.find((one) => one !== video);
    video.playbackRate = this.#speed;
    video.currentTime = Math.min(other?.currentTime ?? 0, lastPicture(video));
    if (this.#isPlaying) this.#start(video);
  }

  /** With every picture of the screen, as long as they play. */
  #watch(): void {
    cancelAnimationFrame(this.#frame);
    if (!this.#isPlaying) return;
    this.#frame = requestAnimationFrame(() => {
      this.#follow();
      this.#watch();
    });
  }

  /** Small differences are run in, so that neither picture jumps. */
  #follow(): void {
    const leader = this.#leader();
    const other = this.#videos.find((video) => video !== leader);
    if (leader === undefined || other === undefined || leader.seeking || other.seeking) return;
    const isOver = leader.currentTime >= lengthOf(other);
    if (other.readyState === HTMLMediaElement.HAVE_NOTHING || isOver) return;
    const ahead = other.currentTime - leader.currentTime;
    if (Math.abs(ahead) > mostApart) other.currentTime = leader.currentTime;
    other.playbackRate = Math.abs(ahead) <= asGoodAsTogether ? this.#speed : this.#speed * (1 - ahead);
  }

  #setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    this.#onChange(isPlaying);
  }
}

function lengthOf(video: HTMLVideoElement | undefined): number {
  return video !== undefined && Number.isFinite(video.duration) ? video.duration : 0;
}

function lastPicture(video: HTMLVideoElement): number {
  // At its very end a clip may show nothing.
  return Math.max(0, lengthOf(video) - 0.001);
}
