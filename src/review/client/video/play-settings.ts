import { useState } from "preact/hooks";
import type { KeyAction } from "../keys.ts";

/** How clips are played: on the page, in the film and side by side. */
export interface PlaySettings {
  /** 1 is as it is. */
  readonly speed: number;
  readonly isMuted: boolean;
  /** Does a clip begin anew at its end? In the film: does the shot? */
  readonly repeats: { readonly clip: boolean; readonly shot: boolean };
}

const speeds: readonly number[] = [0.25, 0.5, 1, 1.5, 2, 4];

const first: PlaySettings = { speed: 1, isMuted: false, repeats: { clip: true, shot: false } };

/** The next speed, as far as there is one. */
function speedAfter(speed: number, by: 1 | -1): number {
  return speeds[speeds.indexOf(speed) + by] ?? speed;
}

/** What a button does that has all speeds: up, and from the fastest to the slowest. */
export function speedOfButton(speed: number): number {
  return speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
}

export function speedText(speed: number): string {
  return `${speed}×`;
}

export interface Playing {
  readonly settings: PlaySettings;
  readonly setSpeed: (speed: number) => void;
  readonly setMuted: (isMuted: boolean) => void;
  readonly toggleRepeat: (what: "clip" | "shot") => void;
  /** Does what a key asks for; `false` where the key is for something else. */
  readonly onKey: (action: KeyAction, what: "clip" | "shot") => boolean;
}

/** The settings of the page's players, until it is closed. */
export function usePlaySettings(say: (text: string) => void): Playing {
  const [settings, setSettings] = useState(first);
  const { speed, isMuted, repeats } = settings;
  const setSpeed = (to: number): void => {
    setSettings({ ...settings, speed: to });
    say(`Speed ${speedText(to)}`);
  };
  const setMuted = (to: boolean): void => {
    setSettings({ ...settings, isMuted: to });
    say(to ? "Sound is off." : "Sound is on.");
  };
  const toggleRepeat = (what: "clip" | "shot"): void => {
    setSettings({ ...settings, repeats: { ...repeats, [what]: !repeats[what] } });
    say(repeats[what] ? "Plays once." : `Plays the ${what} again and again.`);
  };
  const onKey = (action: KeyAction, what: "clip" | "shot"): boolean => {
    switch (action.kind) {
      case "speed":
        setSpeed(speedAfter(speed, action.by));
        return true;
      case "sound":
        setMuted(!isMuted);
        return true;
      case "repeat":
        toggleRepeat(what);
        return true;
      default:
        return false;
    }
  };
  return { settings, setSpeed, setMuted, toggleRepeat, onKey };
}
