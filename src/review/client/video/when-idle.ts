/** Calls back in a moment in which the browser has nothing to draw, and soon in any case. */
export function whenIdle(work: () => void): void {
  // Not every browser has it.
  if ("requestIdleCallback" in window) window.requestIdleCallback(work, { timeout: 250 });
  else setTimeout(work, 30);
}
