// Preloaded into the built command (`node --import`), so that production code has no such hook. Time runs many times
// faster in that process: clock, timers and intervals alike, so that waits of minutes pass in seconds and every
// duration keeps its proportion to every other. DAILIES_CHAOS_CLOCK holds REAL,SEEN,SPEED: at the real time REAL the
// process sees SEEN (both Unix milliseconds), and from then on SPEED times as much as goes by. After Ctrl-C time goes at
// its own pace again: what a run has to end in order is counted in real seconds.
import { createRequire, syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";

const [realStart, seenStart, startSpeed] = process.env.DAILIES_CHAOS_CLOCK.split(",").map(Number);
const require = createRequire(import.meta.url);
const timers = require("node:timers");
const later = require("node:timers/promises");

const { timeOrigin } = performance;
const sinceOrigin = performance.now.bind(performance);
const seenAtOrigin = seenStart + (timeOrigin - realStart) * startSpeed;
/** Since when time goes at the present speed: in real milliseconds of this process, and in those that it sees. */
let pace = { speed: startSpeed, real: 0, seen: 0 };
performance.now = () => pace.seen + (sinceOrigin() - pace.real) * pace.speed;

process.on("SIGINT", function slowDown() {
  pace = { speed: 1, real: sinceOrigin(), seen: performance.now() };
  if (process.listenerCount("SIGINT") > 1) return;
  // Nobody else listens: the signal does what it does to every process.
  process.off("SIGINT", slowDown);
  process.kill(process.pid, "SIGINT");
});

globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(seenNow());
    else super(...parts);
  }
  static now() {
    return seenNow();
  }
};

function seenNow() {
  return Math.floor(seenAtOrigin + performance.now());
}

const { setTimeout: waitOnce, setInterval: eachTime } = later;
later.setTimeout = (delayMs, ...rest) => waitOnce(delayMs / pace.speed, ...rest);
later.setInterval = (delayMs, ...rest) => eachTime(delayMs / pace.speed, ...rest);
for (const name of ["setTimeout", "setInterval"]) {
  const start = timers[name];
  const hurried = (callback, delayMs, ...rest) => start(callback, Number(delayMs ?? 0) / pace.speed, ...rest);
  timers[name] = Object.assign(hurried, { [promisify.custom]: later[name] });
  globalThis[name] = hurried;
}
const { timeout } = AbortSignal;
AbortSignal.timeout = (delayMs) => timeout.call(AbortSignal, Math.ceil(delayMs / pace.speed));
syncBuiltinESMExports();
