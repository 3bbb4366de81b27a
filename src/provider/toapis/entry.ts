import type { ProviderEntry } from "../provider-entry.ts";
import { parseBaseUrl, standardBaseUrl } from "./base-url.ts";
import { toApisFacts } from "./facts.ts";

/** The ToAPIs video API: https://toapis.com */
export const toApis: ProviderEntry = {
  facts: toApisFacts,
  keyPage: "https://toapis.com",
  environment: { apiKey: "TOAPIS_API_KEY", baseUrl: "TOAPIS_BASE_URL" },
  baseUrl: new URL(standardBaseUrl),
  parseBaseUrl,
  submitRequest: async (order) => {
    const { generations, requestBody } = await import("./request-body.ts");
    return { method: "POST", path: generations, body: requestBody(order) };
  },
  connect: async (options) => {
    // Brings the HTTP client along, which a command without requests does not need.
    const { createToApis } = await import("./to-apis.ts");
    return createToApis(options);
  },
};
