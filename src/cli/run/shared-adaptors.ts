import type { VideoProvider } from "../../provider/provider.ts";
import type { CliContext } from "../context.ts";
import type { RunFlags } from "../flags/flags.ts";
import type { Service } from "./environment.ts";
import { connect } from "./execute-run.ts";

/** One adaptor for each account, whichever storyboards work with it, so that its pace is theirs together. */
export class SharedAdaptors {
  readonly #context: CliContext;
  readonly #flags: RunFlags;
  readonly #open: { readonly service: Service; readonly adaptor: Promise<VideoProvider | undefined> }[] = [];

  constructor(context: CliContext, flags: RunFlags) {
    this.#context = context;
    this.#flags = flags;
  }

  /** `undefined` without a key. Whoever gets an adaptor closes it when the last of its users is done. */
  connect(service: Service | undefined): Promise<VideoProvider | undefined> {
    if (service === undefined) return Promise.resolve(undefined);
    const known = this.#open.find((one) => isSame(one.service, service));
    if (known !== undefined) return known.adaptor;
    const adaptor = connect(this.#context, service, this.#flags);
    this.#open.push({ service, adaptor });
    return adaptor;
  }
}

function isSame(a: Service, b: Service): boolean {
  return a.provider === b.provider && a.baseUrl.href === b.baseUrl.href && a.apiKey === b.apiKey;
}
