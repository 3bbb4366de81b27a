import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../../src/base/json.ts";
import type { RehearsalTask } from "../../../src/rehearsal/server/tasks.ts";
import type { LockState } from "../../../src/state/state.ts";
import type { FaultRule } from "../../testkit/faults.ts";
import { stubClipNote } from "../../testkit/stub-clips.ts";
import type { TestServer } from "../../testkit/test-server.ts";
import { attemptsIn, tasksOnDisk } from "../promises.ts";
import { recordedInputs, sentInputs } from "./clip-inputs.ts";
import type { Project } from "./project.ts";

/** How things were when a run began: what it pays for is judged by what its storyboard's record knew then. */
interface Mark {
  readonly paid: number;
  readonly known: ReadonlySet<string>;
  /** Are takes rolled anew whose clips were sent back? */
  readonly rejected: boolean;
  /** Inputs whose newest attempt has failed: such a take is rendered again by every run, also where it was a new roll. */
  readonly failed: ReadonlySet<string>;
}

/** The provider's books, held against what people and disks know. Throws where a promise is broken. */
export class Books {
  readonly #server: TestServer;
  /** Tasks that a person gave up knowingly, with the records that had them. */
  readonly #forgiven = new Set<string>();
  /** Tasks whose clips were sent back by somebody. */
  readonly #sentBack = new Set<string>();
  readonly #keyOf = new WeakMap<JsonObject, string | undefined>();

  constructor(server: TestServer) {
    this.#server = server;
  }

  async mark(project: Project, { rejected = false } = {}): Promise<Mark> {
    const newest = [...(await project.state())].flatMap(([, takes]) =>
      takes.flatMap(({ attempts }) => attempts.at(-1) ?? []),
    );
    const failed = newest
      .filter(({ state }) => state === "failed")
      .map(({ inputs }) => recordedInputs(inputs));
    return {
      paid: this.#tasks.length,
      known: new Set(project.known),
      rejected,
      failed: new Set(failed),
    };
  }

  /** A take whose clip was sent back may be paid for again, by a run that is asked to. */
  sendBack(taskId: string): void {
    this.#sentBack.add(taskId);
  }

  paidSince({ paid }: Mark): readonly RehearsalTask[] {
    return this.#tasks.slice(paid);
  }

  /** Nothing was paid for that the record knew, or should have known; from now on it must know the new tasks. */
  checkPaidOnce(project: Project, mark: Mark): void {
    const known = new Set(mark.known);
    for (const { taskId, body } of this.paidSince(mark)) {
      const inputs = sentInputs(body);
      const twin = this.#tasks.find(
        (task) =>
          known.has(task.taskId) &&
          sentInputs(task.body) === inputs &&
          isLive(task) &&
          !(this.#sentBack.has(task.taskId) && (mark.rejected || mark.failed.has(inputs))),
      );
      if (twin !== undefined) throw new Error(`paid twice: ${inputs}, ${twin.taskId} and ${taskId}`);
      known.add(taskId);
      project.known.add(taskId);
    }
  }

  /** What was sent for an attempt is what its record says: for a chained one the very picture of the clip that is named there. */
  checkSent(state: LockState): void {
    for (const { id, attempt } of attemptsIn(state)) {
      const task = this.#tasks.find(({ taskId }) => taskId === attempt.taskId);
      if (task === undefined) continue;
      const [sent, recorded] = [sentInputs(task.body), recordedInputs(attempt.inputs)];
      if (sent !== recorded) throw new Error(`${id}: ${recorded} is on record, and ${sent} was sent`);
    }
  }

  /** The person gives up what is on record and not on disk, as by a deleted lockfile. */
  forgive({ known, world }: Project): void {
    const onDisk = tasksOnDisk(world.clips);
    for (const taskId of known) if (!onDisk.has(taskId)) this.#forgiven.add(taskId);
  }

  /** To another account's key, a task is not there. */
  tasksOfOtherAccounts(): FaultRule {
    return {
      on: "query",
      times: "always",
      when: ({ headers }, task) => task !== undefined && this.#submitter(task.body) !== headers.authorization,
      fault: { kind: "task_forgotten" },
    };
  }

  /** With peace made: every record is closed, every clip is its own task's, and no task's record is lost. */
  async checkPeace(project: Project): Promise<void> {
    const attempts = attemptsIn(await project.state());
    const onDisk = tasksOnDisk(project.world.clips);
    const { items } = await project.planned();
    const current = new Map(items.map(({ job }) => [job?.clip, job?.fingerprint]));
    const owners = new Map<string, string>();
    const recorded = new Set<string | undefined>();
    for (const { id, attempt } of attempts) {
      const { taskId = "no task", state, clip, fingerprint, expiresAt } = attempt;
      recorded.add(taskId);
      if (state === "failed") continue;
      if (state !== "done" || clip === undefined)
        throw new Error(`still open: ${id}, ${JSON.stringify(attempt)}`);
      const owner = owners.get(clip.file);
      if (owner !== undefined) throw new Error(`${clip.file} has two owners: ${owner} and ${taskId}`);
      owners.set(clip.file, taskId);
      const path = join(project.world.clips, clip.file);
      const found = existsSync(path) ? stubClipNote(readFileSync(path))?.taskId : "nobody";
      if (found === taskId) continue;
      // A clip of earlier inputs may be anywhere in the folder, after somebody exchanged files.
      if (current.get(clip.file) !== fingerprint && onDisk.has(taskId)) continue;
      // Where the provider gave no day that can be, nobody knows how long the link lives, and it is not tried again.
      if (found === "nobody" && expiresAt === undefined) continue;
      throw new Error(`${clip.file} is of ${found}, not of ${taskId}`);
    }
    const unrecorded = [...project.known].filter((taskId) => this.#isLive(taskId) && !recorded.has(taskId));
    if (unrecorded.length > 0) throw new Error(`not on record: ${unrecorded.join(", ")}`);
  }

  /** Every task that did not fail has its clip on somebody's disk, or is on record on another branch. */
  async checkNothingLost(projects: readonly Project[]): Promise<void> {
    const kept = new Set(this.#forgiven);
    for (const { world, tasksElsewhere } of projects) {
      for (const taskId of [...tasksOnDisk(world.clips), ...tasksElsewhere]) kept.add(taskId);
    }
    const lost = this.#tasks.filter((task) => isLive(task) && !kept.has(task.taskId));
    if (lost.length > 0) throw new Error(`lost: ${lost.map(({ taskId }) => taskId).join(", ")}`);
  }

  get #tasks(): readonly RehearsalTask[] {
    return this.#server.ledger.tasks;
  }

  #isLive(taskId: string): boolean {
    return this.#tasks.some((task) => task.taskId === taskId && isLive(task));
  }

  /** The server keeps the very body that it was sent. */
  #submitter(body: JsonObject): string | undefined {
    if (!this.#keyOf.has(body)) {
      const request = this.#server.ledger.requests.find((one) => one.body === body);
      this.#keyOf.set(body, request?.headers.authorization);
    }
    return this.#keyOf.get(body);
  }
}

function isLive({ decided }: RehearsalTask): boolean {
  return decided?.status !== "failed";
}
