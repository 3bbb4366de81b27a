import { timeOfNext } from "./frames.ts";
import { load, seek, unload, whenThere } from "./load.ts";

/** One shot of the film as it is played. */
export interface Segment {
  readonly id: string;
  /** Without one, the shot has no clip yet: its place is held for as long as the clip is asked to be. */
  readonly url?: string;
  /** Where the film begins with the clip, in seconds of the clip. */
  readonly from: number;
  /** Where it leaves it; absent: at its end. */
  readonly to?: number;
  /** How long the shot is in the film. */
  readonly seconds: number;
  /** Pictures a second. */
  readonly frameRate: number;
}

export interface PlaybackState {
  readonly index: number;
  readonly isPlaying: boolean;
  /** The video that is seen, and that is heard; `undefined` while the place of a shot is held. */
  readonly front: 0 | 1 | undefined;
}

/** How long before the end a still counts its time anew. */
const tickMs = 50;

/** A part of a clip is left when its end is nearer than this, in seconds: half of what a screen shows one picture for. */
const nearEnd = 0.008;

/**
 * Plays clips one after the other without a gap: two video elements take turns. While one plays, the other has loaded the
 * next clip and shows its first picture below; at the end they change places.
 */
export class FilmPlayback {
  readonly #videos: readonly [HTMLVideoElement, HTMLVideoElement];
  readonly #onChange: (state: PlaybackState) => void;
  #segments: readonly Segment[] = [];
  #state: PlaybackState = { index: 0, isPlaying: false, front: undefined };
  /** Counts what is asked for, so that what is late is not shown. */
  #turn = 0;
  /** Is a clip waited for that is to be seen next? */
  #isLoading = false;
  #stillSeconds = 0;
  #speed = 1;
  /** Does the shot begin anew where it ends? */
  #repeatsShot = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #watch = 0;

  constructor(
    videos: readonly [HTMLVideoElement, HTMLVideoElement],
    onChange: (state: PlaybackState) => void,
  ) {
    this.#videos = videos;
    this.#onChange = onChange;
    for (const video of videos) {
      video.addEventListener("ended", () => {
        if (video === this.#front()) this.#next();
      });
      video.addEventListener("error", () => {
        if (video === this.#front() && this.#state.isPlaying) this.#goOn();
      });
      // Pages that are not seen draw nothing, and go on playing.
      video.addEventListener("timeupdate", () => this.#leaveAtEnd());
    }
  }

  get state(): PlaybackState {
    return this.#state;
  }

  /** Seconds into the shot. */
  get time(): number {
    const front = this.#front();
    return front === undefined ? this.#stillSeconds : Math.max(0, front.currentTime - this.#part().from);
  }

  /** Other clips in the same places, or other shots: the one that plays goes on where it is still there. */
  setSegments(segments: readonly Segment[]): void {
    const before = this.#segments[this.#state.index];
    const { time } = this;
    this.#segments = segments;
    if (before === undefined) return;
    const index = segments.findIndex(({ id }) => id === before.id);
    if (index < 0) {
      if (segments.length > 0) this.goTo(Math.min(this.#state.index, segments.length - 1));
      return;
    }
    this.#update({ index });
    const now = segments[index];
    const isSame = now?.url === before.url && now?.from === before.from && now.to === before.to;
    if (!isSame) this.goTo(index, Math.min(time, now?.seconds ?? 0));
    else if (!this.#isLoading) this.#prepare(index + 1);
  }

  goTo(index: number, offset = 0): void {
    const segment = this.#segments[index];
    if (segment === undefined) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#isLoading = segment.url !== undefined;
    if (segment.url === undefined) {
      this.#pauseBoth();
      this.#stillSeconds = Math.min(offset, segment.seconds);
      this.#update({ index, front: undefined });
      this.#runStill();
      this.#prepare(index + 1);
      return;
    }
    const at = segment.from + offset;
    const back = this.#backFor(segment.url);
    const video = this.#videos[back];
    const show = (): void => {
      if (turn !== this.#turn) return;
      this.#isLoading = false;
      this.#stopStill();
      const other = this.#videos[back === 0 ? 1 : 0];
      seek(video, at);
      if (this.#state.isPlaying) void this.#start(video);
      other.pause();
      this.#update({ index, front: back });
      this.#prepare(index + 1);
    };
    load(video, segment.url);
    seek(video, at);
    // The place that is held, or the picture before, is seen until there is one to see.
    whenThere(video, show);
    if (this.#isLoading) {
      video.addEventListener("error", () => turn === this.#turn && this.#goOn(), { once: true });
      this.#update({ index });
    }
  }

  play(): void {
    this.#update({ isPlaying: true });
    const front = this.#front();
    const isAtEnd = front !== undefined && (front.ended || this.#isAtEnd(front));
    const isOver = this.#state.index === this.#segments.length - 1 && isAtEnd;
    if (isOver) this.goTo(0);
    // What is waited for begins by itself.
    else if (this.#isLoading) return;
    else if (front !== undefined) void this.#start(front);
    else this.#runStill();
  }

  pause(): void {
    this.#update({ isPlaying: false });
    this.#pauseBoth();
  }

  toggle(): void {
    if (this.#state.isPlaying) this.pause();
    else this.play();
  }

  /** One picture back or on. */
  step(by: 1 | -1): void {
    this.pause();
    const [front, segment] = [this.#front(), this.#segments[this.#state.index]];
    if (front === undefined || segment === undefined) return;
    const { from, to = front.duration, frameRate } = segment;
    front.currentTime = timeOfNext(front.currentTime, { by, frameRate, part: { from, to } });
  }

  /** Seconds back or on, into the shot before or after where the shot is not that long. */
  skip(seconds: number): void {
    const { index } = this.#state;
    const to = this.time + seconds;
    const length = this.#segments[index]?.seconds ?? 0;
    if (to < 0 && index > 0)
      this.goTo(index - 1, Math.max(0, (this.#segments[index - 1]?.seconds ?? 0) + to));
    else if (to >= length && index + 1 < this.#segments.length) this.goTo(index + 1);
    else this.goTo(index, Math.min(Math.max(0, to), Math.max(0, length - nearEnd * 2)));
  }

  set speed(speed: number) {
    this.#speed = speed;
    // What is loaded anew begins with the default.
    for (const video of this.#videos) [video.defaultPlaybackRate, video.playbackRate] = [speed, speed];
  }

  set repeatsShot(repeats: boolean) {
    this.#repeatsShot = repeats;
  }

  dispose(): void {
    this.#turn += 1;
    this.#pauseBoth();
    cancelAnimationFrame(this.#watch);
    for (const video of this.#videos) unload(video);
  }

  #front(): HTMLVideoElement | undefined {
    const { front } = this.#state;
    return front === undefined ? undefined : this.#videos[front];
  }

  /** The element that has the clip already, or the one that is not seen. */
  #backFor(url: string): 0 | 1 {
    const { front } = this.#state;
    const hidden = front === 0 ? 1 : 0;
    if (front !== undefined && this.#videos[front].dataset.url === url) return front;
    return hidden;
  }

  /** What is in the film of the clip that is seen. */
  #part(): Pick<Segment, "from" | "to"> {
    return this.#segments[this.#state.index] ?? { from: 0 };
  }

  #isAtEnd(front: HTMLVideoElement): boolean {
    const { to } = this.#part();
    return to !== undefined && front.currentTime >= to - nearEnd;
  }

  /** Goes on to the next shot where the film leaves the clip before its end. */
  #leaveAtEnd(): void {
    const front = this.#front();
    if (front === undefined || !this.#state.isPlaying || this.#isLoading || !this.#isAtEnd(front)) return;
    front.pause();
    this.#next();
  }

  /** Looks at the time with every picture of the screen, as long as the clip plays that is to be left. */
  #watchEnd(): void {
    cancelAnimationFrame(this.#watch);
    if (this.#part().to === undefined || !this.#state.isPlaying) return;
    this.#watch = requestAnimationFrame(() => {
      this.#leaveAtEnd();
      this.#watchEnd();
    });
  }

  /** After a shot's end. */
  #next(): void {
    if (this.#repeatsShot) this.goTo(this.#state.index);
    else this.#goOn();
  }

  #goOn(): void {
    const next = this.#state.index + 1;
    if (next < this.#segments.length) this.goTo(next);
    else this.pause();
  }

  #prepare(index: number): void {
    const { url, from = 0 } = this.#segments[index] ?? {};
    const { front } = this.#state;
    if (url === undefined) return;
    const hidden = this.#videos[front === 0 ? 1 : 0];
    if (front !== undefined && this.#videos[front].dataset.url === url) return;
    load(hidden, url);
    seek(hidden, from);
  }

  async #start(video: HTMLVideoElement): Promise<void> {
    try {
      await video.play();
    } catch (error) {
      // Sound needs a gesture first; the picture does not.
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError" || video.muted) return;
      for (const one of this.#videos) one.muted = true;
      await video.play().catch(() => this.pause());
    }
  }

  #runStill(): void {
    this.#stopStill();
    const { seconds = 0 } = this.#segments[this.#state.index] ?? {};
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (this.#state.isPlaying) this.#stillSeconds += ((now - before) / 1000) * this.#speed;
      before = now;
      if (this.#stillSeconds < seconds) return;
      this.#stopStill();
      this.#next();
    }, tickMs);
  }

  #stopStill(): void {
    clearInterval(this.#timer);
  }

  #pauseBoth(): void {
    this.#stopStill();
    for (const video of this.#videos) video.pause();
  }

  #update(change: Partial<PlaybackState>): void {
    this.#state = { ...this.#state, ...change };
    // At once, and not with the next drawing of the page: the eye sees what is between two clips.
    for (const [at, video] of this.#videos.entries()) {
      video.toggleAttribute("data-front", at === this.#state.front);
    }
    this.#watchEnd();
    this.#onChange(this.#state);
  }
}
