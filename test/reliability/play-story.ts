import { rmSync } from "node:fs";
import { openStore } from "../../src/lockfile/store.ts";
import type { Job } from "../../src/manifest/job.ts";
import type { VideoProvider } from "../../src/provider/provider.ts";
import { resolve } from "../../src/state/resolution.ts";
import type { Attempt, LockState } from "../../src/state/state.ts";
import { randomFrom } from "../fakes/dice.ts";
import { job } from "../fakes/run-harness.ts";
import type { Command, Story } from "./commands.ts";
import { crashingJournal } from "./crashing-journal.ts";
import { attemptsIn, lostTasks, stateOf } from "./promises.ts";
import { makeWorld, type SessionOptions, session, type World } from "./world.ts";

/** Rounds of an ordinary run and a settling of doubts, after which everything must be on disk. */
const roundsToPeace = 4;

/** Plays a story to its end and throws where a promise is broken. */
export async function playStory(story: Story): Promise<void> {
  const world = await makeWorld({
    speed: 5_000,
    server: { generationMs: () => story.generationSeconds * 1_000 },
  });
  try {
    await new Play(story, world).run();
  } finally {
    await world.close();
  }
}

class Play {
  readonly #story: Story;
  readonly #world: World;
  /** How often each shot's prompt was rewritten. */
  readonly #edits: number[];
  readonly #submits = new Set<Promise<unknown>>();

  constructor(story: Story, world: World) {
    this.#story = story;
    this.#world = world;
    this.#edits = story.shots.map(() => 0);
  }

  async run(): Promise<void> {
    for (const command of this.#story.commands) {
      await this.#play(command);
      await this.#check();
    }
    for (let round = 0; round < roundsToPeace; round += 1) {
      await session(this.#world, this.#jobs(), { concurrency: 4 });
      await this.#check();
      for (const [shot] of this.#story.shots.entries()) await this.#resolve(shot);
    }
    await this.#checkPeace();
  }

  #jobs(): Job[] {
    return this.#story.shots.map((canLookUp, index) => {
      const prompt = `prompt of s${index}, version ${this.#edits[index]}`;
      const model = canLookUp ? "seedance-2" : "kling-v3";
      const plain = job(`s${index}`, { inputs: { model, prompt } });
      return { ...plain, canLookUp, body: { model, prompt } };
    });
  }

  async #play(command: Command): Promise<void> {
    switch (command.kind) {
      case "run":
        return await this.#run(command);
      case "edit":
        if (command.shot < this.#edits.length) {
          this.#edits[command.shot] = (this.#edits[command.shot] ?? 0) + 1;
        }
        return;
      case "resolve":
        return await this.#resolve(command.shot);
    }
  }

  async #run({ faults, concurrency, end, seed }: Command & { kind: "run" }): Promise<void> {
    const { server, paths } = this.#world;
    server.script(...faults);
    const interrupt = new AbortController();
    let events = 0;
    const options: SessionOptions = {
      concurrency,
      interrupt: interrupt.signal,
      timeouts: { answerMs: 80, stallMs: 80 },
      random: randomFrom(seed),
      provider: (provider) => this.#watched(provider),
      onEvent: () => {
        events += 1;
        if (end.kind === "interrupted" && events === end.atEvent) {
          interrupt.abort();
          server.release();
        }
      },
    };
    if (end.kind === "crashed") {
      let crash = (): void => {};
      const crashed = new Promise<void>((done) => {
        crash = done;
      });
      const openFile = crashingJournal(end, crash);
      await Promise.race([session(this.#world, this.#jobs(), { ...options, openFile }), crashed]);
      // What is left of the run ends by itself: it waits for the journal, or finds its lock gone.
      interrupt.abort();
      rmSync(paths.runLock, { force: true });
    } else {
      await session(this.#world, this.#jobs(), options);
    }
    server.release();
    await Promise.all(this.#submits);
    server.faults.clear();
  }

  /** Remembers submits under way: what has left a process that died may still arrive. */
  #watched(provider: VideoProvider): VideoProvider {
    const submit: VideoProvider["submit"] = (body, signal) => {
      const submitted = provider.submit(body, signal);
      this.#submits.add(submitted);
      return submitted.finally(() => this.#submits.delete(submitted));
    };
    return {
      facts: provider.facts,
      accountMark: (salt) => provider.accountMark(salt),
      lookUp: (clientId, signal) => provider.lookUp(clientId, signal),
      submit,
      submitTurn: (signal) => provider.submitTurn(signal),
      query: (taskId, signal) => provider.query(taskId, signal),
      upload: (upload, signal) => provider.upload(upload, signal),
      balance: (signal) => provider.balance(signal),
      openResult: (request, signal) => provider.openResult(request, signal),
      close: () => provider.close(),
    };
  }

  /** What a user does who looks the shot up in the provider's books. */
  async #resolve(shot: number): Promise<void> {
    const opened = await openStore(this.#world.paths);
    if (!opened.ok) throw new Error("the state cannot be read");
    const store = opened.value;
    const doubtful = attemptsIn(store.state).find(
      ({ id, attempt }) => id === `s${shot}` && isDoubtful(attempt),
    );
    if (doubtful !== undefined) {
      const taskId = this.#unclaimedTask(store.state, doubtful.attempt);
      const finding =
        taskId === undefined ? { kind: "not_submitted" as const } : { kind: "task" as const, taskId };
      const change = resolve(store.state, { id: doubtful.id }, { ...finding, at: this.#world.clock.now() });
      if (!change.ok) throw new Error(`not resolved: ${change.error.kind}`);
      await store.record(change.value, { durable: true });
    }
    const closed = await store.close();
    if (!closed.ok) throw new Error(closed.error.message);
  }

  #unclaimedTask(state: LockState, { inputs, submittedAt }: Attempt): string | undefined {
    const claimed = new Set(attemptsIn(state).map(({ attempt }) => attempt.taskId));
    return this.#world.server.ledger.tasks.findLast(
      ({ taskId, body, acceptedAt }) =>
        !claimed.has(taskId) && body.prompt === inputs.prompt && acceptedAt >= submittedAt,
    )?.taskId;
  }

  /** Holds at any moment: one paid task a job but for those that failed, and a state that can be read. */
  async #check(): Promise<void> {
    const live = new Map<string, string[]>();
    for (const { taskId, body, decided } of this.#world.server.ledger.tasks) {
      if (decided?.status === "failed") continue;
      const prompt = String(body.prompt);
      live.set(prompt, [...(live.get(prompt) ?? []), taskId]);
    }
    const twice = [...live].filter(([, tasks]) => tasks.length > 1);
    if (twice.length > 0) throw new Error(`paid twice: ${JSON.stringify(twice)}`);
    if ((await stateOf(this.#world.paths)) === undefined) throw new Error("the state cannot be read");
  }

  /** Holds in the end: every clip that was paid for is on disk, and nothing is in doubt. */
  async #checkPeace(): Promise<void> {
    const { server, clips, paths } = this.#world;
    const state = await stateOf(paths);
    if (state === undefined) throw new Error("the state cannot be read");
    const open = attemptsIn(state).filter(
      ({ attempt }) => attempt.state !== "done" && attempt.state !== "failed",
    );
    if (open.length > 0) throw new Error(`still open: ${JSON.stringify(open)}`);
    const lost = lostTasks({ server, state, clips });
    if (lost.length > 0) throw new Error(`lost: ${lost.join(", ")}`);
  }
}

function isDoubtful({ state }: Attempt): boolean {
  return state === "uncertain" || state === "submitting";
}
