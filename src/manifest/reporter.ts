import type { Diagnostic, Label, Place, Severity } from "../diagnostics/diagnostic.ts";
import { diagnose } from "../diagnostics/diagnostic.ts";
import type { Problem } from "../diagnostics/problem.ts";

/** Further places of one cause that are shown; how many there are is said in the message. */
const mostPlaces = 3;

/** A shot as it is named in a label. */
export interface NamedShot {
  /** `undefined` where the shot has no good id. */
  readonly id: string | undefined;
  readonly place: Required<Place>;
}

interface Entry {
  /** The problem, once all shots that have it are known. */
  readonly problem: (shots: number) => Problem;
  readonly place: Place;
  readonly severity: Severity;
  readonly labels: readonly Label[];
  /** Places after the first. */
  readonly places: Map<string, Required<Place>>;
  /** The shots that have it, where it is shown somewhere else: under `defaults`. */
  readonly shots: Map<string, NamedShot>;
}

/** One of the shots that share a cause. */
export interface SharedProblem {
  readonly problem: (shots: number) => Problem;
  readonly place: Required<Place>;
  readonly shot: NamedShot;
  readonly severity?: Severity;
}

/** Collects the diagnostics of one storyboard; the same thing about the same place is said once. */
export class Reporter {
  private readonly entries = new Map<string, Entry>();
  private readonly foreigners = new Set<Diagnostic>();
  private readonly files = new Map<string, number>();

  /** `shot` where the place is not the shot's own. */
  add(
    problem: Problem,
    place: Place,
    options: {
      readonly severity?: Severity;
      readonly labels?: readonly Label[];
      readonly shot?: NamedShot;
    } = {},
  ): void {
    const { severity = "error", labels = [], shot } = options;
    const key = `${placeKey(place)} ${JSON.stringify(problem)}`;
    const known = this.entries.get(key);
    const entry = known ?? { problem: () => problem, place, severity, labels, ...nothingMore() };
    if (known === undefined) this.keep(key, entry);
    if (shot !== undefined) entry.shots.set(placeKey(shot.place), shot);
  }

  /** The same cause in several shots is one problem, shown where it came up first. */
  share(cause: string, { problem, place, shot, severity = "error" }: SharedProblem): void {
    const key = `shared ${cause}`;
    const known = this.entries.get(key);
    const entry = known ?? { problem, place, severity, labels: [], ...nothingMore() };
    if (known === undefined) this.keep(key, entry);
    else if (placeKey(place) !== placeKey(entry.place)) entry.places.set(placeKey(place), place);
    entry.shots.set(placeKey(shot.place), shot);
  }

  /** A diagnostic about a file that is not the user's. */
  foreign(diagnostic: Diagnostic): void {
    this.foreigners.add(diagnostic);
  }

  /** The same of a file that nothing depends on; what is an error already stays one. */
  unused(diagnostic: Diagnostic): void {
    if (!this.foreigners.has(diagnostic)) this.foreigners.add({ ...diagnostic, severity: "warning" });
  }

  get failed(): boolean {
    const errors = [...this.foreigners, ...this.entries.values()];
    return errors.some(({ severity }) => severity === "error");
  }

  /** File by file, each in its order. */
  all(): readonly Diagnostic[] {
    const own = [...this.entries].map(([key, entry]) => diagnosticOf(entry, key.startsWith("shared ")));
    const order = ({ source, range }: Place): [number, number] => [
      this.files.get(source.path) ?? this.files.size,
      range?.start ?? 0,
    ];
    return [...own, ...this.foreigners].toSorted((a, b) => {
      const [[file, start], [otherFile, otherStart]] = [order(a), order(b)];
      return file - otherFile || start - otherStart;
    });
  }

  private keep(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    const { path } = entry.place.source;
    if (!this.files.has(path)) this.files.set(path, this.files.size);
  }
}

function nothingMore(): Pick<Entry, "places" | "shots"> {
  return { places: new Map(), shots: new Map() };
}

function diagnosticOf(
  { problem, place, severity, labels, places, shots }: Entry,
  isShared: boolean,
): Diagnostic {
  const further = isShared
    ? [...places.values()].slice(0, mostPlaces).map((one) => ({ ...one, message: "used here, too" }))
    : shotLabel([...shots.values()]);
  return diagnose(problem(shots.size), place, { severity, labels: [...labels, ...further] });
}

/** What is written once for all shots is wrong for some of them: names the first. */
function shotLabel(shots: readonly NamedShot[]): Label[] {
  const [first] = shots;
  if (first === undefined) return [];
  const others = shots.length - 1;
  const more = others === 0 ? "" : `, and for ${others} ${others === 1 ? "other" : "others"}`;
  const name = first.id === undefined ? "this shot" : `the shot \`${first.id}\``;
  return [{ ...first.place, message: `for ${name}${more}` }];
}

function placeKey({ source, range }: Place): string {
  return range === undefined ? source.path : `${source.path}:${range.start}:${range.end}`;
}
