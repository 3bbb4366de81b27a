import type { NamedShot, Reporter } from "../reporter.ts";
import { keysOfLooks, shotKeys } from "../shot-keys.ts";
import type { ByName } from "./bible.ts";
import { decidedValue, type Layer, type Layers } from "./layers.ts";

/** The film's looks, and which of them are used. */
export class Looks {
  readonly #looks: ByName<Layer>;
  readonly #used = new Set<Layer>();
  readonly #reporter: Reporter;

  constructor(looks: ByName<Layer>, reporter: Reporter) {
    this.#looks = looks;
    this.#reporter = reporter;
    for (const look of looks.values())
      reportMisplaced(look, { holder: "in a look", allowed: keysOfLooks, reporter });
  }

  /** The layers with the shot's look among them: before the scene's and the file's, behind the shot's own. */
  under(layers: Layers, shot: Pick<NamedShot, "place">): Layers {
    const decided = decidedValue(layers, "look");
    if (decided === undefined || typeof decided.value !== "string") return layers;
    const name = decided.value;
    const look = this.#looks.get(name.normalize("NFC"));
    if (look === undefined) {
      const place = decided.layer.locate(["look"], "value");
      const known = [...this.#looks.keys()];
      this.#reporter.share(`look ${name}`, {
        problem: (shots) => ({ kind: "look_unknown", name, known, shots }),
        place,
        shot: { id: undefined, place: shot.place },
      });
      return layers;
    }
    this.#used.add(look);
    const own = layers.findLastIndex(({ from }) => from === "shot");
    const [first, ...rest] = layers;
    return [first, ...rest.slice(0, own), look, ...rest.slice(own)];
  }

  warnOfUnused(): void {
    for (const [name, look] of this.#looks) {
      if (this.#used.has(look)) continue;
      this.#reporter.add({ kind: "look_unused", name }, look.locate([], "key"), { severity: "warning" });
    }
  }
}

/** Own keys that a bundle may not have. */
export function reportMisplaced(
  { values, locate }: Layer,
  context: { readonly holder: string; readonly allowed: readonly string[]; readonly reporter: Reporter },
): void {
  const { holder, allowed, reporter } = context;
  for (const key of Object.keys(values)) {
    if (!Object.hasOwn(shotKeys, key) || allowed.includes(key)) continue;
    reporter.add(
      key === "id" ? { kind: "id_in_defaults", holder } : { kind: "key_misplaced", key, holder },
      locate([key], "key"),
    );
  }
}
