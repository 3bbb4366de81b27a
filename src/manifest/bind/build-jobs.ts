import { billingOf } from "../../contracts/expected-output.ts";
import { pathText } from "../../contracts/finding.ts";
import type { LocalReference } from "../../contracts/request/build-request.ts";
import { clipRequest, inputsOf } from "../../contracts/request/clip-request.ts";
import { placePictures } from "../../contracts/request/place-pictures.ts";
import type { SourceFile } from "../../diagnostics/diagnostic.ts";
import { Places } from "../../diagnostics/places.ts";
import { type FrameFitting, needsFit } from "../../media/fit-frame.ts";
import { clipPictureText } from "../clip-picture.ts";
import { type Billing, clipName, type Job, type LocalPicture, type Need } from "../job.ts";
import type { FilmFile } from "../read/read-film.ts";
import { askedAspect } from "./asked-aspect.ts";
import type { BoundShot, ChainedFrame } from "./bind-shots.ts";
import { fingerprint } from "./fingerprint.ts";
import type { InspectedPictures } from "./inspect-pictures.ts";

/** Turns shots into jobs. */
export class JobBuilder {
  private readonly shared = new Map<string, LocalPicture>();
  private readonly billings = new Map<string, Billing>();
  private readonly pictures: InspectedPictures;
  private readonly places = new Places();
  private readonly paths: ReadonlyMap<SourceFile, string | undefined>;

  constructor(pictures: InspectedPictures, files: readonly FilmFile[]) {
    this.pictures = pictures;
    this.paths = new Map(files.map(({ source, path }) => [source, path]));
  }

  /** One job for each take. Takes of a shot share everything but their number and their clip. */
  jobs(shot: BoundShot): Job[] {
    const { id, scene, tags, takes, trim, contract } = shot;
    const fitted = this.fitted(shot);
    const found = shot.pictures.flatMap(
      (reference) => this.picture(reference, fitted.get(reference.path)) ?? [],
    );
    const pictures = found.length === 0 ? noPictures : found;
    const digests = new Map(pictures.map(({ writtenAs, sha256 }) => [writtenAs, `sha256:${sha256}`]));
    for (const { standIn, picture: place, id: of } of shot.chained) {
      digests.set(standIn, clipPictureText({ place, of }));
    }
    const needs = needsOf(shot.chained);
    const parameters = placePictures(contract, shot.parameters, (path) => digests.get(path));
    const plain = clipRequest(contract, parameters);
    const isFitted = fitted.size > 0 && shot.fit !== undefined;
    const request = isFitted ? { ...plain, frames: { ...plain.frames, fit: shot.fit } } : plain;
    const inputs = inputsOf(contract, request);
    const digest = fingerprint(inputs);
    const billing = this.billing(billingOf(contract, parameters));
    const canLookUp = contract.client_business_id;
    const { source, range } = shot.place;
    const { line } = this.places.index(source).position(range.start);
    const writtenIn = this.paths.get(source);
    return Array.from({ length: takes }, (_, index) => ({
      kind: "clip",
      id,
      ...(scene !== undefined && { scene }),
      ...(tags.length > 0 && { tags }),
      ...(trim !== undefined && { trim }),
      take: index + 1,
      needs,
      request,
      contract,
      pictures,
      inputs,
      fingerprint: digest,
      clip: clipName(id, index + 1),
      billing,
      canLookUp,
      line,
      ...(writtenIn !== undefined && { writtenIn }),
    }));
  }

  /** There are few kinds of clips in a storyboard, however many shots it has. */
  private billing(billing: Billing): Billing {
    const name = `${billing.key} ${billing.seconds} ${billing.secondsBeside ?? 0}`;
    const known = this.billings.get(name) ?? billing;
    this.billings.set(name, known);
    return known;
  }

  /** The frames, by path, that are not sent as they are. A shot without any has no `fit` among its inputs. */
  private fitted({ fit, contract, parameters, pictures }: BoundShot): ReadonlyMap<string, FrameFitting> {
    const aspect = fit === undefined ? undefined : askedAspect(contract, parameters);
    if (fit === undefined || aspect === undefined) return noFittings;
    const { first, last } = clipRequest(contract, parameters).frames;
    const found = new Map<string, FrameFitting>();
    for (const { path } of pictures) {
      const size =
        path === first || path === last ? this.pictures.facts.get(this.pictures.fileOf(path)) : undefined;
      if (size !== undefined && needsFit(size, aspect)) found.set(path, { mode: fit, aspect });
    }
    return found;
  }

  private picture(
    { writtenAt, path }: LocalReference,
    fit: FrameFitting | undefined,
  ): LocalPicture | undefined {
    const key = pathText(writtenAt);
    const name = `${key} ${fit === undefined ? "" : `${fit.mode} ${fit.aspect}`} ${path}`;
    const known = this.shared.get(name);
    if (known !== undefined) return known;
    const written = this.pictures.fileOf(path);
    const facts = this.pictures.facts.get(written);
    if (facts === undefined) return undefined;
    const { file = written, sha256, bytes, mimeType } = facts;
    const picture: LocalPicture = {
      key,
      file,
      writtenAs: path,
      sha256,
      bytes,
      mimeType,
      ...(fit && { fit }),
    };
    this.shared.set(name, picture);
    return picture;
  }
}

/** Of each clip, its first take, until the plan knows which one counts. */
function needsOf(chained: readonly ChainedFrame[]): readonly Need[] {
  return chained.length === 0
    ? noNeeds
    : [...new Set(chained.map(({ id }) => id))].map((id) => ({ id, take: 1 }));
}

const noNeeds: readonly Need[] = [];

const noFittings: ReadonlyMap<string, FrameFitting> = new Map();

const noPictures: readonly LocalPicture[] = [];
