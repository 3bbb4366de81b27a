import { request } from "node:http";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scriptJson } from "../../src/review/page/page-html.ts";
import { admit } from "../../src/review/server/gate.ts";
import { wantedRange } from "../../src/review/server/served-files.ts";
import { relativeUrl } from "../../src/review/write-review.ts";
import { startDailies, writeFiles } from "../cli/dailies.ts";
import { filmOf } from "../cli/storyboards.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const gate = { token: "0123456789abcdef", port: 4711 };

function admission(
  headers: Record<string, string>,
  { method = "GET", url = "/0123456789abcdef/data.json" } = {},
) {
  const answer = admit({ method, url, headers: { host: "127.0.0.1:4711", ...headers } }, gate);
  return answer.kind === "admitted" ? answer.path : answer.status;
}

describe("the gate of the page's server", () => {
  test("lets in who has the address, from a page of its own", () => {
    expect(admission({})).toBe("data.json");
    expect(admission({ host: "localhost:4711" })).toBe("data.json");
    expect(admission({ origin: "http://127.0.0.1:4711" }, { method: "POST" })).toBe("data.json");
    expect(admission({ "sec-fetch-site": "same-origin" })).toBe("data.json");
  });

  test("keeps out names that lead here, other pages, and whoever does not have the address", () => {
    expect(admission({ host: "evil.example:4711" })).toBe(421);
    expect(admission({ host: "127.0.0.1" })).toBe(421);
    expect(admission({ origin: "http://evil.example" })).toBe(403);
    expect(admission({ origin: "null" })).toBe(403);
    expect(admission({ "sec-fetch-site": "cross-site" })).toBe(403);
    // A form of another page sends none, or its own.
    expect(admission({}, { method: "POST" })).toBe(403);
    expect(admission({}, { url: "/" })).toBe(404);
    expect(admission({}, { url: "/0123456789abcdef" })).toBe(404);
    expect(admission({}, { url: "/0123456789abcdee/data.json" })).toBe(404);
    expect(admission({}, { url: "/x/0123456789abcdef/data.json" })).toBe(404);
  });
});

test("a range of bytes is inside of the file, or refused, or not one", () => {
  expect(wantedRange("bytes=0-", 10)).toEqual({ start: 0, end: 9 });
  expect(wantedRange("bytes=4-6", 10)).toEqual({ start: 4, end: 6 });
  expect(wantedRange("bytes=4-600", 10)).toEqual({ start: 4, end: 9 });
  expect(wantedRange("bytes=-3", 10)).toEqual({ start: 7, end: 9 });
  expect(wantedRange("bytes=10-", 10)).toBe("beyond");
  expect(wantedRange("bytes=-0", 10)).toBe("beyond");
  expect(wantedRange("bytes=6-4", 10)).toBeUndefined();
  expect(wantedRange("bytes=0-1,3-4", 10)).toBeUndefined();
  fc.assert(
    fc.property(fc.nat(100), fc.nat(100), fc.nat(100), (from, to, size) => {
      const range = wantedRange(`bytes=${from}-${to}`, size);
      if (range === undefined || range === "beyond") return;
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(range.end).toBeLessThan(size);
    }),
  );
});

test("JSON in a page reads back as it was, and has nothing in it that could end its element", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.constant("</script><!--<script>&\u2028")), (value) => {
      const text = scriptJson(value);
      expect(text).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("the way to a file is a relative one, whatever the file is called", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[^/\\\0]{1,20}$/u), (name) => {
      fc.pre(name !== "." && name !== "..");
      const url = new URL(relativeUrl("/film", join("/film/clips", name)), "file:///film/film.review.html");
      expect(decodeURIComponent(url.pathname)).toBe(`/film/clips/${name}`);
      expect(url.search + url.hash).toBe("");
    }),
  );
});

describe("the served page", () => {
  test("is named by its address, and ends in order", async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { "film.yaml": filmOf(2) });
    const serving = startDailies(["review", "film.yaml", "--serve"], { cwd });
    await serving.shows("Open it in a browser");
    serving.child.kill("SIGINT");
    const { code, stdout } = await serving.finished;
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/\n/);
    expect(code).toBe(0);
  });

  test("answers by its rules over HTTP", async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { "film.yaml": filmOf(2), "secret.txt": "secret" });
    const serving = startDailies(["review", "film.yaml", "--serve", "--json"], { cwd });
    const url = await new Promise<string>((resolve) => {
      serving.child.stdout?.once("data", (line: string) => resolve(JSON.parse(line).url));
    });
    const { origin } = new URL(url);
    const json = { "content-type": "application/json", origin };
    const note = JSON.stringify({ kind: "note", id: "sh01", note: "good" });
    expect((await ask(url)).status).toBe(200);
    expect((await ask(url)).headers["content-security-policy"]).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    expect((await ask(`${url}files/0123456789abcdef/secret.txt`)).status).toBe(404);
    expect((await ask(`${url}files/../secret.txt`)).status).toBe(404);
    expect((await ask(`${url}film.yaml`)).status).toBe(404);
    expect((await ask(`${origin}/`)).status).toBe(404);
    expect((await ask(url, { headers: { host: "evil.example" } })).status).toBe(421);
    const post = (body: string, headers: Record<string, string> = json) =>
      ask(`${url}decisions`, { method: "POST", headers, body });
    expect((await post(note, { ...json, origin: "http://evil.example" })).status).toBe(403);
    expect((await post(note, { ...json, "content-type": "text/plain" })).status).toBe(415);
    expect((await post("x".repeat(20_000))).status).toBe(413);
    expect((await post("{")).status).toBe(400);
    expect((await post(JSON.stringify({ kind: "choose", id: "sh01", take: 0 }))).status).toBe(400);
    expect((await post(JSON.stringify({ kind: "note", id: "sh09", note: "x" }))).text).toContain(
      "no shot sh09",
    );
    expect((await ask(`${url}decisions`, { method: "DELETE", headers: json })).status).toBe(405);
    expect((await post(note)).status).toBe(200);
    expect((await ask(`${url}data.json`)).text).toContain('"note":"good"');
  });
});

interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** As sent: `fetch` would mend paths and hosts. */
function ask(
  url: string,
  {
    method = "GET",
    headers = {},
    body = "",
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf("/", "http://".length));
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on("error", reject).end(body);
  });
}
