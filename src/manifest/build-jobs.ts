import { placePictures } from "../contracts/build-request.ts";
import { billingOf } from "../contracts/expected-output.ts";
import { pathText } from "../contracts/finding.ts";
import { requestInputs } from "../contracts/request-inputs.ts";
import type { LineIndex } from "../diagnostics/line-index.ts";
import { clipName } from "./clip-names.ts";
import { fingerprint } from "./fingerprint.ts";
import type { InspectedPictures } from "./inspect-pictures.ts";
import type { Job, LocalPicture } from "./job.ts";
import type { ResolvedShot } from "./resolve-shots.ts";

/** One job for each take. Takes of a shot share everything but their number and their clip. */
export function buildJobs(shot: ResolvedShot, pictures: InspectedPictures, lines: LineIndex): Job[] {
  const { id, takes, contract } = shot;
  const localPictures = shot.pictures.flatMap(({ at, writtenAt, path }): LocalPicture[] => {
    const file = pictures.fileOf(path);
    const facts = pictures.facts.get(file);
    if (facts === undefined) return [];
    const { sha256, bytes, mimeType } = facts;
    return [{ key: pathText(writtenAt), at, file, writtenAs: path, sha256, bytes, mimeType }];
  });
  const body = placePictures(
    shot.body,
    localPictures.map(({ at, sha256 }) => ({ at, value: `sha256:${sha256}` })),
  );
  const inputs = requestInputs(contract, body);
  const shared = {
    body,
    pictures: localPictures,
    inputs,
    fingerprint: fingerprint(inputs),
    billing: billingOf(contract, body),
    canLookUp: contract.client_business_id,
    line: lines.position(shot.offset).line,
  };
  return Array.from({ length: takes }, (_, index) => ({
    id,
    take: index + 1,
    ...shared,
    clip: clipName(id, index + 1),
  }));
}
