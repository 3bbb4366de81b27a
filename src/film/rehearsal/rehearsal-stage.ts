import { readFile } from "node:fs/promises";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { Contract } from "../../contracts/contract.ts";
import { expectedOutput } from "../../contracts/expected-output.ts";
import type { Job } from "../../manifest/job.ts";
import { requestBody } from "../../provider/toapis/request-body.ts";
import type { RehearsalOptions } from "../../rehearsal/server/options.ts";
import type { LockState } from "../../state/state.ts";
import { clipRequest } from "../../contracts/request/clip-request.ts";
import { bodyIssues, pageFrames } from "../../rehearsal/rules/pages.ts";
import type { FrameUrls } from "../../rehearsal/server/clip-shape.ts";
import type { RunEvent } from "../../run/events.ts";

/**
 * What the rehearsal server cannot know by itself, since a request does not say it: which shot a body belongs to, the
 * contract that it follows, and what an earlier rehearsal's tasks and pictures were.
 */
export class RehearsalStage {
  readonly #jobs: readonly Job[];
  readonly #byBody = new Map<string, Job>();
  readonly #contracts = new Map<string, Contract>();
  readonly #packaged = new Map<Contract, boolean>();
  readonly #takesOfShot = new Map<string, number>();
  readonly #takes = new TakesByTask();
  #isObserving = false;
  /** Known once the run has read it. */
  state: LockState = new Map();

  constructor(jobs: readonly Job[]) {
    this.#jobs = jobs;
    for (const job of jobs) {
      const key = bodyKey(bodyOf(job));
      if (!this.#byBody.has(key)) this.#byBody.set(key, job);
      this.#takesOfShot.set(job.id, (this.#takesOfShot.get(job.id) ?? 0) + 1);
    }
    for (const { contract } of jobs) this.#contracts.set(contract.id, contract);
  }

  /** The shot's id, for its slate. */
  title(body: JsonObject): string | undefined {
    return this.#jobOf(body)?.id;
  }

  /** Takes have one body: which is which shows only when the run says whose task it is. */
  observe(event: RunEvent): void {
    this.#isObserving = true;
    if (event.type === "shot_state" && event.taskId !== undefined)
      this.#takes.learn(event.taskId, event.take);
  }

  /** Which take a task is of; `undefined` for a shot with one take, and where no events are heard. */
  async takeOf(taskId: string, body: JsonObject): Promise<number | undefined> {
    const id = this.title(body);
    if (id === undefined || (this.#takesOfShot.get(id) ?? 0) < 2) return undefined;
    for (const [, takes] of this.state) {
      const recorded = takes.find(({ attempts }) => attempts.some((attempt) => attempt.taskId === taskId));
      if (recorded !== undefined) return recorded.take;
    }
    // Nobody would ever say it to a stage that hears of no events.
    return this.#isObserving ? await this.#takes.of(taskId) : undefined;
  }

  serverOptions(): Pick<
    RehearsalOptions,
    "validate" | "shape" | "frames" | "canLookUp" | "models" | "recallTask" | "recallPicture"
  > {
    return {
      validate: (body, fileAt) => {
        const page = this.#pageOf(body);
        return page === undefined ? [] : bodyIssues(body, { edition: page.edition, fileAt });
      },
      shape: (body) => {
        const contract = this.#contractOf(body);
        return contract === undefined ? {} : expectedOutput(contract, body);
      },
      frames: (body) => {
        const contract = this.#contractOf(body);
        return contract === undefined ? undefined : this.#framesOf(body, contract);
      },
      canLookUp: (model) =>
        [...this.#contracts.values()].some(
          (contract) => contract.wire_model === model && contract.client_business_id,
        ),
      models: [...new Set([...this.#contracts.values()].map((contract) => contract.wire_model))],
      recallTask: (taskId) => this.#recallTask(taskId),
      recallPicture: (reference) => this.#recallPicture(reference),
    };
  }

  #jobOf(body: JsonObject): Job | undefined {
    return this.#byBody.get(bodyKey(body));
  }

  #contractOf(body: JsonObject): Contract | undefined {
    return this.#contracts.get(String(this.#jobOf(body)?.inputs.model));
  }

  /** The page that a packaged contract is made from; what a project says of a model of its own is believed. */
  #pageOf(body: JsonObject): { readonly edition: string } | undefined {
    const contract = this.#jobOf(body)?.contract;
    if (contract === undefined || !this.#isPackaged(contract)) return undefined;
    return { edition: contract.source.dated.slice(0, "2026-08".length) };
  }

  #isPackaged(contract: Contract): boolean {
    const known = this.#packaged.get(contract);
    if (known !== undefined) return known;
    const packaged = this.#contracts.get(contract.id);
    const isSame =
      packaged !== undefined && JSON.stringify(packaged.parameters) === JSON.stringify(contract.parameters);
    this.#packaged.set(contract, isSame);
    return isSame;
  }

  /** A list of pictures may be frames or references: what the shot asked for says which. */
  #framesOf(body: JsonObject, contract: Contract): FrameUrls {
    const asked = this.#jobOf(body)?.request.frames ?? {};
    const page = this.#pageOf(body);
    const { firstFrame, lastFrame } =
      (page === undefined ? undefined : pageFrames(body, page.edition)) ?? contractFrames(body, contract);
    return {
      ...(asked.first === undefined || firstFrame === undefined ? {} : { firstFrame }),
      ...(asked.last === undefined || lastFrame === undefined ? {} : { lastFrame }),
    };
  }

  /** The body of a task that an earlier rehearsal's server accepted; that server is gone. */
  #recallTask(taskId: string): JsonObject | undefined {
    for (const [, takes] of this.state) {
      for (const { attempts } of takes) {
        const attempt = attempts.find((one) => one.taskId === taskId);
        if (attempt === undefined) continue;
        const { inputs, fingerprint } = attempt;
        const job = this.#jobs.find((one) => one.fingerprint === fingerprint);
        return job === undefined ? { model: "rehearsal", prompt: inputs.prompt ?? "" } : bodyOf(job);
      }
    }
    return undefined;
  }

  async #recallPicture(reference: string): Promise<Uint8Array | undefined> {
    const sha256 = /^sha256:([0-9a-f]{64})$/.exec(reference)?.[1];
    const picture = this.#jobs.flatMap(({ pictures }) => pictures).find((one) => one.sha256 === sha256);
    return picture === undefined ? undefined : await readFile(picture.file);
  }
}

function contractFrames(body: JsonObject, contract: Contract): FrameUrls {
  const { first, last } = clipRequest(contract, body).frames;
  return {
    ...(first !== undefined && { firstFrame: first }),
    ...(last !== undefined && { lastFrame: last }),
  };
}

/** The take of each task, as soon as somebody learns it. */
class TakesByTask {
  readonly #tasks = new Map<
    string,
    { readonly take: Promise<number>; readonly learn: (take: number) => void }
  >();

  of(taskId: string): Promise<number> {
    return this.#task(taskId).take;
  }

  learn(taskId: string, take: number): void {
    this.#task(taskId).learn(take);
  }

  #task(taskId: string) {
    const known = this.#tasks.get(taskId);
    if (known !== undefined) return known;
    let learn: (take: number) => void = () => {};
    const take = new Promise<number>((resolve) => {
      learn = resolve;
    });
    const task = { take, learn };
    this.#tasks.set(taskId, task);
    return task;
  }
}

/** What the job is on the wire, its pictures `sha256:HEX`. */
function bodyOf({ request, contract }: Job): JsonObject {
  return requestBody({ request, contract, pictures: new Map() });
}

/** Pictures are uploaded under ever new URLs, so a body is recognised by everything else in it. */
function bodyKey(body: JsonObject): string {
  const { client_business_id: _minted, ...rest } = body;
  return JSON.stringify(rest, (_key, value: JsonValue) =>
    typeof value === "string" && /^(?:sha256:|https?:|(?:start|end)_of_clip:)/.test(value)
      ? "picture"
      : value,
  );
}
