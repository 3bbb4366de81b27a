import fc from "fast-check";
import { type Crash, crashPoints } from "./crashing-journal.ts";
import { type StoryFault, storyFaults } from "./story-faults.ts";

/** How a run ends: by itself, by Ctrl-C at its n-th event, or by a crash. */
type RunEnd =
  | { readonly kind: "by itself" }
  | { readonly kind: "interrupted"; readonly atEvent: number }
  | ({ readonly kind: "crashed" } & Crash);

export const damages = ["removed", "emptied", "cut in half", "exchanged with another"] as const;
export type Damage = (typeof damages)[number];

/** Two people share one storyboard by git, each with a folder of clips. */
export type Person = 0 | 1;

export type Run = {
  readonly kind: "run";
  readonly by: Person;
  /** The second storyboard is beside the first, with the same output folder. */
  readonly storyboard: "first" | "second";
  /** Number of the account whose key is used. */
  readonly account: 0 | 1;
  readonly faults: readonly StoryFault[];
  readonly concurrency: number;
  readonly end: RunEnd;
  readonly seed: number;
  /** Are takes that were sent back rolled anew? */
  readonly rejected: boolean;
  /** At its n-th event the lockfile is pulled under the run. */
  readonly pullAtEvent?: number | undefined;
};

/**
 * How a shot is chained: to the clips of which shots before it. The number is taken modulo how many there are before; a
 * last frame without a first one is no frame.
 */
export interface Link {
  readonly end?: number | undefined;
  readonly start?: number | undefined;
}

export const judgements = ["reject", "pick the oldest", "pick the newest", "withdraw"] as const;
export type Judgement = (typeof judgements)[number];

/** One step of a story. Shots are named by their number. */
export type Command =
  | Run
  /** Another prompt is written, or the one before that is taken back. */
  | { readonly kind: "edit"; readonly by: Person; readonly shot: number; readonly back: boolean }
  /** The shot is chained to others, or to none. */
  | { readonly kind: "link"; readonly by: Person; readonly shot: number; readonly link: Link }
  /** One more take, or one fewer. */
  | { readonly kind: "takes"; readonly by: Person; readonly shot: number }
  /** Something is decided about a clip of a shot. */
  | {
      readonly kind: "judge";
      readonly by: Person;
      readonly shot: number;
      readonly how: Judgement;
    }
  /** The shot gets another id, and those that are chained to it name it so. */
  | { readonly kind: "rename shot"; readonly by: Person; readonly shot: number }
  /** What is in doubt about a shot is settled, by the provider's books. */
  | { readonly kind: "resolve"; readonly by: Person; readonly shot: number }
  | { readonly kind: "push"; readonly by: Person }
  | { readonly kind: "pull"; readonly by: Person }
  /** Lockfile and prompts of another branch take the place of this one's. */
  | { readonly kind: "switch"; readonly by: Person }
  /** The lockfile is deleted; a run is refused, and the person brings it back or pays again. */
  | { readonly kind: "lose"; readonly by: Person; readonly paysAgain: boolean }
  /** The storyboard is renamed; a run is refused, and the lockfile is renamed, too. */
  | { readonly kind: "rename"; readonly by: Person }
  | { readonly kind: "damage"; readonly by: Person; readonly shot: number; readonly how: Damage };

export interface Story {
  /** For each shot: does its model document `client_business_id`? */
  readonly shots: readonly boolean[];
  /** How each shot is chained at first. */
  readonly links: readonly Link[];
  readonly generationSeconds: number;
  /** Have the shots of the second storyboard the ids of the first's? */
  readonly sharesIds: boolean;
  readonly commands: readonly Command[];
}

const end = fc.oneof(
  { weight: 2, arbitrary: fc.constant<RunEnd>({ kind: "by itself" }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("interrupted" as const),
      atEvent: fc.integer({ min: 1, max: 24 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("crashed" as const),
      atWrite: fc.integer({ min: 1, max: 10 }),
      point: fc.constantFrom(...crashPoints),
    }),
  },
);

const shot = fc.integer({ min: 0, max: 3 });
/** Mostly the one, so that it goes through much. */
const by = fc.constantFrom<Person>(0, 0, 1);

const number = fc.integer({ min: 0, max: 2 });
const link: fc.Arbitrary<Link> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ end: fc.constant(-1) }) },
  { weight: 2, arbitrary: fc.record({ end: number }) },
  { weight: 1, arbitrary: fc.record({ end: number, start: number }) },
  { weight: 2, arbitrary: fc.constant<Link>({}) },
);

const run = fc.record<Run>({
  kind: fc.constant("run"),
  by,
  storyboard: fc.constantFrom("first", "first", "first", "first", "second"),
  account: fc.constantFrom<0 | 1>(0, 0, 0, 0, 0, 1),
  faults: storyFaults,
  concurrency: fc.integer({ min: 1, max: 4 }),
  end,
  seed: fc.integer(),
  rejected: fc.constantFrom(false, false, true),
  pullAtEvent: fc.option(fc.integer({ min: 1, max: 16 }), { freq: 4, nil: undefined }),
});

const others: readonly fc.WeightedArbitrary<Command>[] = [
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("edit"), by, shot, back: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("link"), by, shot, link }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("takes"), by, shot }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("judge"), by, shot, how: fc.constantFrom(...judgements) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename shot"), by, shot }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("resolve"), by, shot }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("push"), by }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pull"), by }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("switch"), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), by, paysAgain: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename"), by }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("damage"), by, shot, how: fc.constantFrom(...damages) }),
  },
];

export const story: fc.Arbitrary<Story> = fc.record({
  shots: fc.array(fc.boolean(), { minLength: 2, maxLength: 4, size: "max" }),
  links: fc.array(link, { minLength: 4, maxLength: 4 }),
  generationSeconds: fc.integer({ min: 5, max: 120 }),
  sharesIds: fc.boolean(),
  commands: fc.array(fc.oneof({ weight: 15, arbitrary: run }, ...others), {
    minLength: 1,
    maxLength: 9,
    size: "max",
  }),
});
