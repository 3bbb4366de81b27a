/** For how many drawn frames a card has to stay where it is before it counts as reached. */
const quietFrames = 20;
const mostFrames = 240;

let jump = 0;

for (const name of ["wheel", "touchmove", "pointerdown"]) {
  const stop = (): void => {
    jump += 1;
  };
  addEventListener(name, stop, { passive: true });
}

/**
 * Brings a card into view and keeps it there while the cards about it are drawn, which moves it. Ends where somebody
 * scrolls by hand.
 */
export function goToCard(card: HTMLElement): void {
  jump += 1;
  const own = jump;
  let [quiet, frames, reached] = [0, 0, Number.NaN];
  const step = (): void => {
    if (own !== jump || !card.isConnected) return;
    if (Math.abs(card.getBoundingClientRect().top - reached) < 1) quiet += 1;
    else {
      card.scrollIntoView({ block: "start", behavior: "auto" });
      reached = card.getBoundingClientRect().top;
      quiet = 0;
    }
    frames += 1;
    if (quiet < quietFrames && frames < mostFrames) requestAnimationFrame(step);
  };
  card.focus({ preventScroll: true });
  step();
}
