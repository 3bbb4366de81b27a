import type { JsonValue } from "../../base/json.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { NamedShot, Reporter } from "../reporter.ts";
import { type BibleEntry, type ByName, picturesOf, type Reference } from "./bible.ts";
import type { Derived } from "./expanded-shot.ts";
import { decidedValue, type Layer, type Layers } from "./layers.ts";
import { weave, withStyle } from "./prompt-text.ts";

/** Makes the prompts and the references of a film's shots. */
export class PromptWriter {
  readonly #bible: ByName<BibleEntry> | undefined;
  readonly #reporter: Reporter;
  readonly #used = new Set<string>();

  constructor(bible: ByName<BibleEntry> | undefined, reporter: Reporter) {
    this.#bible = bible;
    this.#reporter = reporter;
  }

  derive(layers: Layers, shot: NamedShot): Derived {
    const named = new Set<string>();
    const prompt = this.#woven(layers, { key: "prompt", named, shot });
    const style = prompt === undefined ? undefined : this.#woven(layers, { key: "style", named, shot });
    const whole = prompt === undefined || style === undefined ? prompt : withStyle(prompt, style);
    const references = this.#references(layers, named);
    const isChanged = whole !== undefined && whole !== decidedValue(layers, "prompt")?.value;
    if (!isChanged && references === undefined) return nothing;
    return { ...(isChanged && { prompt: whole }), ...(references !== undefined && { references }) };
  }

  warnOfUnused(): void {
    for (const [name, { place }] of this.#bible ?? []) {
      if (this.#used.has(name)) continue;
      this.#reporter.add({ kind: "bible_unused", name }, place, { severity: "warning" });
    }
  }

  #woven(
    layers: Layers,
    {
      key,
      named,
      shot,
    }: { readonly key: "prompt" | "style"; readonly named: Set<string>; readonly shot: NamedShot },
  ): string | undefined {
    const decided = decidedValue(layers, key);
    if (decided === undefined || typeof decided.value !== "string") return undefined;
    const { value, layer } = decided;
    const bible = this.#bible;
    if (bible === undefined) return value;
    const { text, used, unknown } = weave(value, (name) => bible.get(name)?.words);
    for (const name of used) {
      named.add(name);
      this.#used.add(name);
    }
    for (const name of unknown) {
      this.#reporter.share(`bible ${name}`, {
        problem: (shots) => ({ kind: "bible_name_unknown", name, known: [...bible.keys()], shots }),
        place: mentionIn(layer, key, name),
        shot,
      });
    }
    return text;
  }

  /** The shot's own, then those of the bible in the order of the text; each picture once. */
  #references(layers: Layers, named: ReadonlySet<string>): readonly Reference[] | undefined {
    const decided = decidedValue(layers, "references");
    // What is neither a text nor a list of texts is left to the check of the contract.
    if (decided !== undefined && !isSound(decided.value)) return undefined;
    const own = decided === undefined ? [] : picturesOf(decided.value, decided.layer, ["references"]);
    const all = [...own, ...[...named].flatMap((name) => this.#bible?.get(name)?.pictures ?? [])];
    if (all.length === 0) return undefined;
    const seen = new Set<string>();
    return all.filter(({ path, folder }) => {
      const name = `${folder}\n${path}`;
      return !seen.has(name) && seen.add(name);
    });
  }
}

const nothing: Derived = {};

function isSound(references: JsonValue): boolean {
  if (!Array.isArray(references)) return typeof references === "string";
  return references.length > 0 && references.every((item: JsonValue) => typeof item === "string");
}

/** Where a name is in a written text; the text as a whole where it cannot be found. */
function mentionIn(layer: Layer, key: string, name: string): Required<Place> {
  const { source, range } = layer.locate([key], "value");
  const written = source.text.slice(range.start, range.end);
  for (const form of [`$${name}`, `\${${name}}`]) {
    const at = written.indexOf(form);
    if (at !== -1) return { source, range: { start: range.start + at, end: range.start + at + form.length } };
  }
  return { source, range };
}
