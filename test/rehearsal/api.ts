import { request } from "node:http";
import type { JsonObject } from "../../src/base/json.ts";
import type { TestServer } from "../testkit/test-server.ts";

/** The key that these tests send. */
export const key = "test-key";

export const dawn: JsonObject = {
  model: "kling-v3",
  prompt: "a lighthouse at dawn",
  mode: "std",
  duration: 5,
  aspect_ratio: "16:9",
};

/** What `fetch` says of an answer, read to its end. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Reply;
}

/** A rehearsal server, or one of the testkit. */
interface Served {
  readonly url: string;
}

/** The answers' shapes, for reading in tests. */
export interface Reply {
  readonly id?: string;
  readonly object?: string;
  readonly model?: string;
  readonly status?: string;
  readonly progress?: number;
  readonly created_at?: number;
  readonly completed_at?: number;
  readonly expires_at?: number;
  readonly url?: string;
  readonly video_url?: string;
  readonly client_business_id?: string;
  readonly result?: {
    readonly type: string;
    readonly data: readonly { readonly url: string; readonly format: string }[];
  };
  readonly error?: { readonly code: string | number; readonly message: string; readonly type?: string };
  readonly success?: boolean;
  readonly message?: string;
  readonly data?: {
    readonly id: string;
    readonly url: string;
    readonly mime_type: string;
    readonly size: number;
  };
  readonly remain_balance?: number;
  readonly used_balance?: number;
  readonly remain_credits?: number;
  readonly unlimited_quota?: boolean;
}

export async function call(url: string, init: RequestInit = {}): Promise<Answered> {
  const answer = await fetch(url, { redirect: "manual", ...init });
  const text = await answer.text();
  let json: Reply = {};
  try {
    json = JSON.parse(text) as Reply;
  } catch {
    // Read as text.
  }
  return { status: answer.status, headers: answer.headers, text, json };
}

export function submit(server: Served, body: JsonObject = dawn, signal?: AbortSignal): Promise<Answered> {
  return call(`${server.url}/v1/videos/generations`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Submits, and gives the id of the accepted task. */
export async function submitted(server: Served, body: JsonObject = dawn): Promise<string> {
  const { json } = await submit(server, body);
  if (json.id === undefined) throw new Error("the submit was not accepted");
  return json.id;
}

export function query(server: Served, id: string): Promise<Answered> {
  return call(`${server.url}/v1/videos/generations/${id}`, { headers: { authorization: `Bearer ${key}` } });
}

export function balance(server: Served, path = "/v1/user/balance"): Promise<Answered> {
  return call(server.url + path, { headers: { authorization: `Bearer ${key}` } });
}

export function upload(server: Served, bytes: Uint8Array, name = "day.png"): Promise<Answered> {
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(bytes)]), name);
  return call(`${server.url}/v1/uploads/images`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: form,
  });
}

/** A completed task's result URL. */
export async function completedResult(server: TestServer, body: JsonObject = dawn): Promise<string> {
  const id = await submitted(server, body);
  server.complete(id);
  const { json } = await query(server, id);
  const url = json.result?.data[0]?.url;
  if (url === undefined) throw new Error("the task is not complete");
  return url;
}

/** A body as it came over the wire, and how it ended: `fetch` hides the difference between the ends. */
export interface RawBody {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** Did the message end as HTTP says it should? */
  readonly complete: boolean;
}

export function rawGet(url: string, headers: Record<string, string> = {}): Promise<RawBody> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => {});
      response.on("close", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
          complete: response.complete,
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/** The smallest PNG: one pixel. */
export const onePixelPng = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
