/** Hours, minutes, seconds and frames, non-drop: `01:00:04:23`. A day and more goes on counting hours. */
export function timecode(frame: number, framesPerSecond: number): string {
  const seconds = Math.floor(frame / framesPerSecond);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return [...parts, frame % framesPerSecond].map((part) => String(part).padStart(2, "0")).join(":");
}
