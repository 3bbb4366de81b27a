import type { ExpandedShot } from "../expand/expanded-shot.ts";
import { decidedValue, type Layers, originOf } from "../expand/layers.ts";
import type { Trim } from "../job.ts";
import type { Reporter } from "../reporter.ts";

/** The part of its clip that the cut has; `undefined` for all of it. */
export function trimOf(layers: Layers): Trim | undefined {
  const [inSeconds, outSeconds] = [secondsOf(layers, "in"), secondsOf(layers, "out")];
  if (inSeconds === undefined && outSeconds === undefined) return undefined;
  return {
    ...(inSeconds !== undefined && { inSeconds }),
    ...(outSeconds !== undefined && { outSeconds }),
  };
}

function secondsOf(layers: Layers, key: "in" | "out"): number | undefined {
  const value = decidedValue(layers, key)?.value;
  return typeof value === "number" ? value : undefined;
}

/** An empty part is an error. How long a clip really is shows when it is there, so that a part beyond what is asked for is a warning. */
export function checkTrim(
  trim: Trim | undefined,
  context: { readonly shot: ExpandedShot; readonly askedSeconds: number; readonly reporter: Reporter },
): void {
  if (trim === undefined) return;
  const { shot, askedSeconds, reporter } = context;
  const { inSeconds = 0, outSeconds } = trim;
  const placed = (key: "in" | "out") => {
    const { from, place } = originOf(shot.layers, [key]);
    return { place, named: from === "shot" ? {} : { shot } };
  };
  if (outSeconds !== undefined && outSeconds <= inSeconds) {
    const { place, named } = placed("out");
    reporter.add({ kind: "trim_empty", inSeconds, outSeconds }, place, named);
    return;
  }
  const beyond = inSeconds >= askedSeconds ? "in" : (outSeconds ?? 0) > askedSeconds ? "out" : undefined;
  if (beyond === undefined) return;
  const { place, named } = placed(beyond);
  const seconds = beyond === "in" ? inSeconds : (outSeconds ?? 0);
  const problem = { kind: "trim_beyond_clip", key: beyond, seconds, askedSeconds } as const;
  reporter.add(problem, place, { severity: "warning", ...named });
}
