import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { errorCode } from "../../base/files/file-errors.ts";
import type { JsonValue } from "../../base/json.ts";
import { failure, type Result, success } from "../../base/result.ts";
import type { Clock } from "../../base/time/clock.ts";
import { choicesFile } from "../../choices/read-choices.ts";
import type { ChooseProblem } from "../../film/choose.ts";
import type { FilmProblem } from "../../film/problem.ts";
import { contentPolicy, pageHtml } from "../page/page-html.ts";
import { readPageParts } from "../page/page-parts.ts";
import { parseDecision } from "./decide.ts";
import { followFiles } from "./follow-files.ts";
import { admit, type Gate } from "./gate.ts";
import { readJsonBody } from "./read-body.ts";
import { type OpenedReview, ReviewSession, type ReviewSource } from "./review-session.ts";

export interface ServeOptions extends ReviewSource {
  readonly opened: OpenedReview;
  /** A free one unless given. */
  readonly port?: number | undefined;
  readonly clock: Clock;
  /** Why a decision was not written, in words for the page. */
  readonly problemText: (problem: ChooseProblem) => string;
}

export interface ReviewServer {
  /** With the token in it: `http://127.0.0.1:4711/TOKEN/`. */
  readonly url: string;
  /** Ends every connection, too. */
  close(): Promise<void>;
}

export type ServeProblem = FilmProblem | { readonly kind: "port_taken"; readonly port: number };

/** Bits enough that nobody guesses the address. */
const tokenBytes = 24;

/** Serves the page on loopback: gives it clips and news, and writes what is decided on it. */
export async function serveReview(options: ServeOptions): Promise<Result<ReviewServer, ServeProblem>> {
  const { opened, clock } = options;
  const made = await ReviewSession.open(opened, options);
  if (!made.ok) return made;
  const session = made.value;
  const token = randomBytes(tokenBytes).toString("base64url");
  let gate: Gate = { token, port: 0 };
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    void answer({ session, gate, options }, request, response).catch(() => response.destroy());
  });
  const port = await new Promise<number | undefined>((resolve, reject) => {
    server.once("error", (cause) =>
      errorCode(cause) === "EADDRINUSE" || errorCode(cause) === "EACCES" ? resolve(undefined) : reject(cause),
    );
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
  if (port === undefined) return failure({ kind: "port_taken", port: options.port ?? 0 });
  gate = { token, port };
  const ending = new AbortController();
  const { film } = opened;
  const following = followFiles({
    files: followed(film),
    clock,
    signal: ending.signal,
    onChange: () => session.refresh(),
  });
  return success({
    url: `http://127.0.0.1:${port}/${token}/`,
    close: async () => {
      ending.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await following;
    },
  });
}

/** The storyboard with what it includes, and what is beside it. */
function followed({ file, jobs, paths, output }: OpenedReview["film"]): readonly string[] {
  const included = new Set(jobs.flatMap(({ writtenIn }) => writtenIn ?? []));
  return [
    file,
    ...[...included].map((one) => join(dirname(file), one)),
    choicesFile(file),
    paths.lockfile,
    paths.journal,
    paths.runLock,
    output.path,
  ];
}

interface Serving {
  readonly session: ReviewSession;
  readonly gate: Gate;
  readonly options: Pick<ServeOptions, "problemText">;
}

async function answer(
  { session, gate, options }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", url = "", headers } = request;
  protect(response);
  const admission = admit({ method, url, headers }, gate);
  if (admission.kind === "refused") return problem(response, admission.status, admission.message);
  const { path } = admission;
  if (method === "POST" && path === "decisions") return decide(session, options, request, response);
  if (method !== "GET" && method !== "HEAD") return problem(response, 405, "nothing can be done there");
  if (path === "") {
    await session.refresh();
    const parts = readPageParts();
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader(
      "content-security-policy",
      `${contentPolicy(parts, "server")}; frame-ancestors 'none'`,
    );
    response.end(method === "HEAD" ? undefined : pageHtml(session.data, parts, "server"));
    return;
  }
  if (path === "data.json") {
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.end(method === "HEAD" ? undefined : session.text);
    return;
  }
  if (path === "events" && method === "GET") return news(session, request, response);
  if (path.startsWith("files/") && (await session.files.send(path, request, response))) return;
  if (!response.headersSent) problem(response, 404, "there is no such thing");
}

function protect(response: ServerResponse): void {
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
}

function problem(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", connection: "close" });
  response.end(JSON.stringify({ error: { message } }));
}

async function decide(
  session: ReviewSession,
  { problemText }: Serving["options"],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJsonBody(request);
  if (!body.ok) return problem(response, body.error.status, body.error.message);
  const decision = parseDecision(body.value as JsonValue);
  if (decision === undefined) return problem(response, 400, "that is not a decision");
  if (!session.data.choices.mayChoose) return problem(response, 409, "drafts are not chosen among");
  const decided = await session.decide(decision);
  if (!decided.ok) return problem(response, 409, problemText(decided.error));
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end("{}");
}

/** Server-sent events: one at once, and one after every change. */
function news(session: ReviewSession, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const say = (): void => void response.write("event: changed\ndata: {}\n\n");
  const end = session.onChange(say);
  request.once("close", end);
  say();
}
