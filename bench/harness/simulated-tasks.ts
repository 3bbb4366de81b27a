/** How the provider tells the progress of a task. */
export type ProgressKind =
  /** A quarter of the time queued, then even percentages: what the fake API does. */
  | "even"
  /** Uneven: the pace wanders, and whole stretches stand still. */
  | "uneven"
  /** 0, 25, 50, 75, as stages end at no even times. */
  | "stages"
  /** None: `in_progress` and nothing else. */
  | "none";

export interface SimulatedTask {
  readonly model: string;
  readonly durationMs: number;
  /** Percent at a share (0 to 1) of the duration. */
  readonly progressAt: (share: number) => number | undefined;
}

/** Generation times of one model, seconds: log-normal around the median, cut to 60 to 300. */
interface ModelPace {
  readonly model: string;
  readonly medianSeconds: number;
  /** Standard deviation of the logarithm: 0.3 puts two thirds of the tasks within -26 % and +35 %. */
  readonly spread: number;
}

/**
 * Real generation times are spread like this: skewed, with a long tail, and another median for each model and mode.
 * The documentation says "1 to 5 minutes"; the three medians and spreads are this benchmark's assumption.
 */
const paces: readonly ModelPace[] = [
  { model: "quick", medianSeconds: 90, spread: 0.25 },
  { model: "usual", medianSeconds: 140, spread: 0.3 },
  { model: "slow", medianSeconds: 200, spread: 0.25 },
];

export function simulateTasks(
  count: number,
  kind: ProgressKind,
  random: () => number,
): readonly SimulatedTask[] {
  return Array.from({ length: count }, (_, index) => {
    const pace = paces[index % paces.length];
    if (pace === undefined) throw new Error("there are models");
    return {
      model: pace.model,
      durationMs: Math.round(durationSeconds(pace, random) * 1000),
      progressAt: progress(kind, random),
    };
  });
}

function durationSeconds({ medianSeconds, spread }: ModelPace, random: () => number): number {
  while (true) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const seconds = medianSeconds * Math.exp(spread * normal);
    if (seconds >= 60 && seconds <= 300) return seconds;
  }
}

function progress(kind: ProgressKind, random: () => number): SimulatedTask["progressAt"] {
  const queued = 0.05 + 0.25 * random();
  const started = (share: number): number => Math.max(0, (share - queued) / (1 - queued));
  switch (kind) {
    case "even":
      return (share) => (share < 0.25 ? undefined : Math.floor(((share - 0.25) / 0.75) * 100));
    case "uneven": {
      const steps = Array.from({ length: 20 }, () => (random() < 0.3 ? 0 : random()));
      const total = steps.reduce((sum, step) => sum + step, 0) + 0.5;
      return (share) => {
        const at = started(share) * steps.length;
        const whole = steps.slice(0, Math.floor(at)).reduce((sum, step) => sum + step, 0);
        const part = (steps[Math.floor(at)] ?? 0) * (at - Math.floor(at));
        return share < queued ? undefined : Math.floor(((whole + part) / total) * 100);
      };
    }
    case "stages": {
      const ends = [random(), random(), random()].sort((a, b) => a - b);
      return (share) =>
        share < queued ? undefined : ends.filter((end) => end <= started(share)).length * 25;
    }
    case "none":
      return () => undefined;
  }
}
