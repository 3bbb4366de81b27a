import type { JsonObject } from "../../base/json.ts";
import { placePictures } from "../../contracts/request/place-pictures.ts";
import { requestParameters } from "../../contracts/request/request-parameters.ts";
import type { ClipOrder } from "../provider.ts";

/** Where tasks are made, and asked for by their ids. */
export const generations = "/v1/videos/generations";

/**
 * The body of `POST /v1/videos/generations`: `model` and the parameters of the contract, frames as the contract says.
 * Pictures without an address stay `sha256:HEX`.
 */
export function requestBody({ contract, request, pictures, clientId }: ClipOrder): JsonObject {
  const parameters = requestParameters(contract, request);
  return {
    model: contract.wire_model,
    ...placePictures(contract, parameters, (reference) => pictures.get(reference)),
    ...(clientId === undefined ? {} : { client_business_id: clientId }),
  };
}
