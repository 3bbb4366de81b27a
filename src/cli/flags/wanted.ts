import type { RunSelection } from "../../film/open-film.ts";
import type { RenderFlags } from "./command-flags.ts";

/** What the flags say of what is to be rendered, whichever shots are selected. */
export function wantedOf(
  command: "render" | "retry",
  { missing = false, rejected = false }: RenderFlags,
): Omit<RunSelection, "isNamed"> {
  return { failedOnly: command === "retry", missing, rejected };
}
