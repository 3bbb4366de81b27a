import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import type { Contract } from "../../../src/contracts/contract.ts";
import { buildRequest } from "../../../src/contracts/request/build-request.ts";
import { clipRequest } from "../../../src/contracts/request/clip-request.ts";
import { takesFrame } from "../../../src/contracts/request/encode-frames.ts";
import { requestBody } from "../../../src/provider/toapis/request-body.ts";
import { checkBody } from "../../../src/rehearsal/rules/check-body.ts";
import type { ModelPage } from "../../../src/rehearsal/rules/model-page.ts";
import { bodyIssues, pageFrames, pagesOf } from "../../../src/rehearsal/rules/pages.ts";
import { checkRequestBody } from "../../fakes/check-request.ts";
import { contractOf } from "../../fakes/contracts.ts";
import { startTestServer } from "../../testkit/test-server.ts";
import { submit } from "../api.ts";
import { bodiesNear, shotsNear } from "./near-limits.ts";
import { stricter } from "./stricter.ts";

/** `npm run fuzz` takes many more; a failure names its seed. */
const numRuns = Number(process.env.DAILIES_PROPERTY_RUNS ?? 300);
const seed = process.env.DAILIES_PROPERTY_SEED;
const options = { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };
const patience = 60_000 + numRuns * 100;

const ids = readdirSync(join(import.meta.dirname, "../../../specs/models")).map((name) =>
  name.replace(/\.yaml$/, ""),
);

function pageOf(contract: Contract): ModelPage {
  const [page, ...others] = pagesOf(contract.wire_model, contract.source.dated.slice(0, 7));
  if (page === undefined || others.length > 0) throw new Error(`${contract.id} has no page, or several`);
  return page;
}

test.each(ids)("the rehearsal server has rules of its own for %s", (id) => {
  expect(pageOf(contractOf(id)).page).toBe(
    contractOf(id)
      .source.document.replace(/^toapis\/docs /, "")
      .replace(/^https:\S+ \((.*?), .*$/, "$1 (in Chinese)"),
  );
});

test.each(ids)(
  "whatever near the limits the contract %s lets pass, the model's page does, and the reverse",
  (id) => {
    const contract = contractOf(id);
    const page = pageOf(contract);
    fc.assert(
      fc.property(bodiesNear(contract, page), (body) => {
        expect(unexplained(contract, page, body)).toEqual([]);
      }),
      options,
    );
  },
  patience,
);

function unexplained(contract: Contract, page: ModelPage, body: JsonObject): readonly string[] {
  const byContract = checkRequestBody(contract, body);
  const byPage = checkBody(page, body);
  if (byContract.length === 0) return byPage.map(({ path, message }) => `only the page: ${path}: ${message}`);
  if (byPage.length > 0) return [];
  return byContract
    .filter(
      ({ path, message }) =>
        !stricter.some(
          (one) =>
            (one.of?.test(id(contract)) ?? true) &&
            one.path.test(path) &&
            (one.message?.test(message) ?? true),
        ),
    )
    .map(({ path, message }) => `only the contract: ${path}: ${message}`);
}

function id(contract: Contract): string {
  return contract.id;
}

test.each(ids)(
  "the requests of %s are let pass by the model's page",
  (id) => {
    const contract = contractOf(id);
    const page = pageOf(contract);
    fc.assert(
      fc.property(shotsNear(contract, page), (shot) => {
        const built = buildRequest(contract, shot);
        fc.pre(built.findings.length === 0);
        const request = clipRequest(contract, built.parameters);
        const uploaded = "https://example.com/uploaded.jpg";
        const pictures = new Map(built.pictures.map(({ path }) => [path, uploaded]));
        const body = requestBody({ contract, request, pictures });
        expect(checkBody(page, body)).toEqual([]);
      }),
      { ...options, numRuns: Math.ceil(numRuns / 4), maxSkipsPerRun: 1000 },
    );
  },
  patience,
);

test.each(ids)("the rehearsal finds the frames of %s where the model's page has them", (id) => {
  const contract = contractOf(id);
  const page = pageOf(contract);
  const given = (["first_frame", "last_frame"] as const).filter((key) => takesFrame(contract, key));
  for (const keys of [given.slice(0, 1), given]) {
    const shot = Object.fromEntries(keys.map((key) => [key, `https://example.com/${key}.jpg`]));
    const { parameters, findings } = buildRequest(contract, {
      prompt: "a cat",
      ...needed(contract),
      ...shot,
    });
    expect(findings).toEqual([]);
    const body = requestBody({ contract, request: clipRequest(contract, parameters), pictures: new Map() });
    expect(pageFrames(body, page.edition)).toEqual({
      ...(shot.first_frame !== undefined && { firstFrame: shot.first_frame }),
      ...(shot.last_frame !== undefined && { lastFrame: shot.last_frame }),
    });
  }
});

/** What a request cannot do without where the model takes no frames. */
function needed(contract: Contract): JsonObject {
  const needs = /^(viduq3|wan2\.6-flash)$/.test(contract.model);
  return needs ? { image_urls: ["https://example.com/a.jpg"] } : {};
}

test("the server answers over HTTP as the pages do, for a few bodies near the limits of each model", async () => {
  const server = await startTestServer({ validate: (body) => bodyIssues(body) });
  try {
    for (const id of ids) {
      const contract = contractOf(id);
      for (const body of fc.sample(bodiesNear(contract, pageOf(contract)), 4)) {
        const { status, json } = await submit(server, body);
        const [issue] = bodyIssues(body);
        expect(status, JSON.stringify(body)).toBe(issue === undefined ? 200 : 400);
        if (issue !== undefined) expect(json.error?.code).toBe("invalid_request");
      }
    }
  } finally {
    await server.close();
  }
});

test("a model without a page may be asked anything", () => {
  expect(bodyIssues({ model: "of-a-project", whatever: 1 })).toEqual([]);
  expect(pageFrames({ model: "of-a-project" })).toBeUndefined();
});
