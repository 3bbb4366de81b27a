import { failure, type Result, success } from "../base/result.ts";
import type { Contract } from "../contracts/contract.ts";
import { contractKeys } from "../contracts/request/build-request.ts";
import type { Place, SourceFile } from "../diagnostics/diagnostic.ts";
import { Places } from "../diagnostics/places.ts";
import { type AuthoredFilm, type AuthoredShot, readAuthoredFilm } from "../manifest/authored-film.ts";
import { originIn } from "../manifest/bind/bind-shots.ts";
import type { ContractLibrary } from "../manifest/catalogue/contract-library.ts";
import { decidedValue, type Layer, layerOf, ownLayer } from "../manifest/expand/layers.ts";
import { weave } from "../manifest/expand/prompt-text.ts";
import type { Job } from "../manifest/job.ts";
import { parseYaml } from "../manifest/read/yaml/parse-yaml.ts";
import { ownKeys } from "../manifest/shot-keys.ts";
import type { Plan } from "../plan/plan.ts";
import { providerNamed } from "../provider/providers.ts";
import type { Explanation, NoExplanation, ValueOrigin } from "./explanation.ts";

/** What there is to know of a film beside the take. */
export interface ExplainedFilm {
  /** As the user wrote it. */
  readonly file: string;
  readonly source: SourceFile;
  readonly library: ContractLibrary;
  readonly jobs: readonly Job[];
  readonly keptIds: ReadonlySet<string>;
  /** Of all shots. */
  readonly plan: Plan;
}

/** Where each value of a take comes from, what is sent, what the fingerprint is made from, what a render does and why. */
export async function explainTake(
  { id, take }: { readonly id: string; readonly take: number },
  film: ExplainedFilm,
): Promise<Result<Explanation, NoExplanation>> {
  const jobs = film.jobs.filter((job) => job.id === id);
  if (jobs.length === 0) {
    const known = [...new Set(film.jobs.map((job) => job.id))];
    return failure(film.keptIds.has(id) ? { kind: "shot_skipped", id } : { kind: "shot_unknown", id, known });
  }
  const item = film.plan.items.find((one) => one.id === id && one.take === take && isJob(one));
  if (item?.job === undefined) return failure({ kind: "take_unknown", id, takes: jobs.length });
  const { job } = item;
  const authored = await readAuthoredFilm(film.file, { source: film.source, library: film.library });
  const shot = authored.ok ? authored.value.shots.find((one) => one.id === id) : undefined;
  const origins =
    authored.ok && shot !== undefined
      ? originsOf(shot, { film: authored.value, job, library: film.library })
      : new Map<string, ValueOrigin>();
  return success({
    item,
    fingerprint: job.fingerprint,
    inputs: job.inputs,
    request: await requestOf(job),
    origins,
    pictures: new Map(job.pictures.map(({ sha256, writtenAs }) => [`sha256:${sha256}`, writtenAs])),
  });
}

/** Work for an earlier submit of the take is listed apart, with the reason `superseded` or without a job. */
function isJob({ job, reason }: { readonly job?: Job; readonly reason: string }): boolean {
  return job !== undefined && reason !== "superseded";
}

async function requestOf({ request, contract, canLookUp }: Job): Promise<Explanation["request"]> {
  const provider = providerNamed(contract.provider);
  if (provider === undefined) throw new Error(`no contract names a provider that is not there`);
  const clientId = canLookUp ? { clientId: newForEachSubmit } : {};
  return await provider.submitRequest({ request, contract, pictures: new Map(), ...clientId });
}

/** In the place of a name that is made when the request leaves. */
const newForEachSubmit = "(new for each submit)";

interface OriginContext {
  readonly film: AuthoredFilm;
  readonly job: Job;
  readonly library: ContractLibrary;
}

function originsOf(shot: AuthoredShot, context: OriginContext): ReadonlyMap<string, ValueOrigin> {
  const { film, job, library } = context;
  const places = new Places();
  const lineOf = ({ source, range }: Required<Place>): { readonly file: string; readonly line: number } => ({
    file: source.path,
    line: places.index(source).position(range.start).line,
  });
  const origins = new Map<string, ValueOrigin>();
  const { layers, derived, values } = shot;
  const variant = layers[0] === ownLayer(layers) ? undefined : layers[0];
  const add = (key: string, layer: Layer | undefined): void => {
    const value = layer?.values[key] ?? null;
    if (layer === undefined || value === null) return;
    const { from } = layer;
    origins.set(key, { ...lineOf(layer.locate([key], "key")), from, isVariant: layer === variant, value });
  };
  for (const key of ownKeys) {
    if (key !== "id" && key !== "variants") add(key, layerOf(layers, key));
  }
  for (const key of Object.keys(values)) {
    if (key !== "references") add(key, layerOf(layers, key));
  }
  const references = contractKeys(job.contract).has("references") ? (derived.references ?? []) : [];
  for (const [index, { path, from }] of references.entries()) {
    const { place } = originIn(shot, ["references", index]);
    const isVariant = from !== "bible" && layerOf(layers, "references") === variant;
    origins.set(`references[${index}]`, { ...lineOf(place), from, isVariant, value: path });
  }
  for (const key of ["prompt", "style"]) {
    const text = decidedValue(layers, key)?.value;
    if (typeof text !== "string") continue;
    for (const name of weave(text, (one) => film.bible.get(one)?.words).used) {
      const entry = film.bible.get(name);
      if (entry === undefined) continue;
      const { words: value, place } = entry;
      origins.set(`$${name}`, { ...lineOf(place), from: "bible", isVariant: false, value });
    }
  }
  for (const [key, origin] of defaultsOf(job.contract, { given: new Set(Object.keys(values)), library }))
    origins.set(key, origin);
  return origins;
}

/** What the contract says of what the shot leaves open. */
function* defaultsOf(
  contract: Contract,
  { given, library }: { readonly given: ReadonlySet<string>; readonly library: ContractLibrary },
): Iterable<readonly [string, ValueOrigin]> {
  const source = library.sourceOf(contract.id);
  if (source === undefined) return;
  const { locate } = parseYaml(source).tree;
  const index = new Places().index(source);
  for (const [key, spec] of Object.entries(contract.parameters)) {
    if (spec.default === undefined || given.has(key)) continue;
    const { range } = locate(["parameters", key, "default"], "key");
    const { line } = index.position(range.start);
    yield [key, { file: source.path, line, from: "contract", isVariant: false, value: spec.default }];
  }
}
