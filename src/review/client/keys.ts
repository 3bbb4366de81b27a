/** What a key does. */
export type KeyAction =
  | { readonly kind: "next" | "previous" | "first" | "last" }
  | { readonly kind: "take_before" | "take_after" }
  | { readonly kind: "play" | "send_back" | "withdraw" | "note" | "help" | "film" | "compare" | "swap" }
  | { readonly kind: "full_screen" | "repeat" | "sound" }
  | { readonly kind: "frame" | "speed"; readonly by: 1 | -1 }
  | { readonly kind: "choose"; readonly take: number }
  | { readonly kind: "filter"; readonly by: 1 | -1 };

/** For the help, in its order. */
export const keyHelp: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["J", "K"], "next shot, previous shot"],
  [["Home", "End"], "first shot, last shot"],
  [["Space"], "play or pause the take in view"],
  [["1", "…", "9"], "choose that take"],
  [["←", "→"], "look at the take before, the next take"],
  [["R"], "send the take in view back"],
  [["U"], "take back what was decided about it"],
  [["N"], "write a note; Enter keeps it, Escape leaves it"],
  [["P"], "play the film through, from this shot"],
  [["C"], "compare two takes in step; X swaps them"],
  [[",", "."], "one picture back, one picture on"],
  [["<", ">"], "slower, faster"],
  [["L"], "play again at the end, or not"],
  [["M"], "sound off, sound on"],
  [["F"], "full screen"],
  [["[", "]"], "filter before, next filter"],
  [["?"], "this help"],
];

/** The action of a key, unless it is for a field, for a control that has the focus, or for the browser. */
export function keyAction(event: KeyboardEvent): KeyAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest("textarea, select, input:not([type=range])") != null) return undefined;
  const isOnRange = target?.closest("input[type=range]") != null;
  const isOnControl = target?.closest("button, a, summary, [role=radio]") != null;
  const { key } = event;
  if (/^[1-9]$/.test(key)) return { kind: "choose", take: Number(key) };
  switch (key) {
    case " ":
      return isOnControl ? undefined : { kind: "play" };
    case "ArrowLeft":
      return isOnRange ? undefined : { kind: "take_before" };
    case "ArrowRight":
      return isOnRange ? undefined : { kind: "take_after" };
    case "Home":
      return isOnRange ? undefined : { kind: "first" };
    case "End":
      return isOnRange ? undefined : { kind: "last" };
    default:
      return letterAction(key.toLowerCase());
  }
}

function letterAction(key: string): KeyAction | undefined {
  switch (key) {
    case "j":
      return { kind: "next" };
    case "k":
      return { kind: "previous" };
    case "r":
      return { kind: "send_back" };
    case "u":
      return { kind: "withdraw" };
    case "n":
      return { kind: "note" };
    case "p":
      return { kind: "film" };
    case "c":
      return { kind: "compare" };
    case "x":
      return { kind: "swap" };
    case "f":
      return { kind: "full_screen" };
    case "l":
      return { kind: "repeat" };
    case "m":
      return { kind: "sound" };
    case "<":
      return { kind: "speed", by: -1 };
    case ">":
      return { kind: "speed", by: 1 };
    case ",":
      return { kind: "frame", by: -1 };
    case ".":
      return { kind: "frame", by: 1 };
    case "[":
      return { kind: "filter", by: -1 };
    case "]":
      return { kind: "filter", by: 1 };
    case "?":
      return { kind: "help" };
    default:
      return undefined;
  }
}
