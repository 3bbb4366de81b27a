import { readFile } from "node:fs/promises";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import { checkRequestBody } from "../../contracts/check/check-request.ts";
import type { Contract } from "../../contracts/contract.ts";
import { expectedOutput } from "../../contracts/expected-output.ts";
import type { ContractLibrary } from "../../manifest/catalogue/contract-library.ts";
import type { Job } from "../../manifest/job.ts";
import { requestBody } from "../../provider/toapis/request-body.ts";
import type { RehearsalOptions } from "../../rehearsal/server/options.ts";
import type { LockState } from "../../state/state.ts";

/**
 * What the rehearsal server cannot know by itself, since a request does not say it: which shot a body belongs to, the
 * contract that it follows, and what an earlier rehearsal's tasks and pictures were.
 */
export class RehearsalStage {
  readonly #jobs: readonly Job[];
  readonly #byBody = new Map<string, Job>();
  readonly #contracts = new Map<string, Contract>();
  /** Known once the run has read it. */
  state: LockState = new Map();

  constructor(jobs: readonly Job[], library: ContractLibrary) {
    this.#jobs = jobs;
    for (const job of jobs) {
      const key = bodyKey(bodyOf(job));
      if (!this.#byBody.has(key)) this.#byBody.set(key, job);
    }
    for (const name of new Set(jobs.map(({ inputs }) => String(inputs.model)))) {
      const contract = library.find(name);
      if (contract.ok) this.#contracts.set(name, contract.value);
    }
  }

  /** The shot's id, for its slate. */
  title(body: JsonObject): string | undefined {
    return this.#jobOf(body)?.id;
  }

  serverOptions(): Pick<
    RehearsalOptions,
    "validate" | "shape" | "canLookUp" | "recallTask" | "recallPicture"
  > {
    return {
      validate: (body) => {
        const contract = this.#contractOf(body);
        return contract === undefined ? [] : checkRequestBody(contract, body);
      },
      shape: (body) => {
        const contract = this.#contractOf(body);
        return contract === undefined ? {} : expectedOutput(contract, body);
      },
      canLookUp: (model) =>
        [...this.#contracts.values()].some(
          (contract) => contract.wire_model === model && contract.client_business_id,
        ),
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
