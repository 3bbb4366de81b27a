const text = `model: house-model
revision: 2026-11
title: House model
wire_model: house-model
source:
  kind: public_docs
  document: https://example.com/docs/house-model
  dated: 2026-11
  read: "2026-11-25"
client_business_id: false
return_last_frame: false
parameters:
  prompt: { type: string, required: true }
  duration: { type: integer, min: 3, max: 12, default: 5 }
  audio: { type: boolean, default: false }
output:
  short_side: 720
  aspect_ratio: { otherwise: "16:9" }
  seconds: { parameter: duration, otherwise: 5 }
  audio: { parameter: audio }
billing:
  - { parameter: audio, values: { "true": +Sound } }
`;

/** A contract that a project could bring as `models/house-model@2026-11.yaml`, with texts in it replaced. */
export function houseModel(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`the contract has no ${from}`);
    return changed.replace(from, to);
  }, text);
}
