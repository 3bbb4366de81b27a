import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values as they were written, in order. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Which connection brought it, from 0. */
  readonly connection: number;
}

/** What the server does with one request. Whatever a socket can do, a script can do. */
export type Reply = (socket: Socket, request: SeenRequest) => void;

/**
 * An HTTP server on bare sockets, for misbehaviour that no HTTP library would let pass: resets, halves, garbage, wrong
 * lengths. Replies are played in order, the last one over and over. A test waits for `arrival(n)`, never for time.
 */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #arrivals: { readonly count: number; readonly resolve: (request: SeenRequest) => void }[] = [];
  #replies: readonly Reply[] = [];
  #played = 0;
  #connections = 0;
  #onConnection: ((socket: Socket) => void) | undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => this.#welcome(socket));
  }

  static async start(...replies: Reply[]): Promise<ScriptedServer> {
    const server = createServer({ noDelay: true });
    const scripted = new ScriptedServer(server);
    scripted.play(...replies);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return scripted;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  /** How many connections were opened so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Replaces the script. */
  play(...replies: Reply[]): void {
    this.#replies = replies;
    this.#played = 0;
  }

  /** Meets every further connection before any byte of it is read. */
  meetConnections(meet: (socket: Socket) => void): void {
    this.#onConnection = meet;
  }

  /** Resolves with the `count`th request (from 1) as soon as it has arrived whole. */
  arrival(count = 1): Promise<SeenRequest> {
    const seen = this.requests[count - 1];
    if (seen !== undefined) return Promise.resolve(seen);
    return new Promise((resolve) => this.#arrivals.push({ count, resolve }));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #welcome(socket: Socket): void {
    const connection = this.#connections;
    this.#connections += 1;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    this.#onConnection?.(socket);
    let pending = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (
        let read = readRequest(pending, connection);
        read !== undefined;
        read = readRequest(pending, connection)
      ) {
        pending = pending.subarray(read.length);
        this.#serve(socket, read.request);
      }
    });
  }

  #serve(socket: Socket, request: SeenRequest): void {
    this.requests.push(request);
    const reply = this.#replies[Math.min(this.#played, this.#replies.length - 1)];
    this.#played += 1;
    if (reply === undefined) throw new Error("the script has no reply");
    reply(socket, request);
    for (const { count, resolve } of this.#arrivals) if (count === this.requests.length) resolve(request);
  }
}

/** The first whole request of a buffer, and how much of the buffer it took. */
function readRequest(data: Buffer, connection: number): { request: SeenRequest; length: number } | undefined {
  const headEnd = data.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const [requestLine = "", ...lines] = data.subarray(0, headEnd).toString("latin1").split("\r\n");
  const rawHeaders = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const headers = Object.fromEntries(rawHeaders.map(([name, value]) => [name.toLowerCase(), value]));
  const length = headEnd + 4 + Number(headers["content-length"] ?? 0);
  if (data.length < length) return undefined;
  const [method = "", path = ""] = requestLine.split(" ");
  const body = Buffer.from(data.subarray(headEnd + 4, length));
  return { request: { method, path, headers, rawHeaders, body, connection }, length };
}

/** A whole answer with a right length. */
export function answer(
  status: number,
  body: string | Buffer = "",
  headers: Record<string, string> = {},
): Reply {
  return raw(head(status, { "content-length": String(Buffer.byteLength(body)), ...headers }), body);
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return answer(status, JSON.stringify(body), { "content-type": "application/json", ...headers });
}

/** Exactly these bytes; the connection stays open. */
export function raw(...parts: (string | Buffer)[]): Reply {
  return (socket) => socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
}

/** What comes first, then a clean end of the connection. */
export function thenEnd(reply: Reply): Reply {
  return (socket, request) => {
    reply(socket, request);
    socket.end();
  };
}

/** What comes first, then a reset once it has been handed to the network. */
export function thenReset(reply: Reply): Reply {
  return (socket, request) => {
    reply(socket, request);
    socket.write("", () => setImmediate(() => socket.resetAndDestroy()));
  };
}

/** The request was read, and nothing ever comes back. */
export const silence: Reply = () => {};

/** The request was read, and the connection is reset. */
export const reset: Reply = (socket) => {
  socket.resetAndDestroy();
};

/** The request was read, and the connection is closed in good order. */
export const hangUp: Reply = (socket) => {
  socket.end();
};

export function head(status: number, headers: Record<string, string> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Scripted\r\n${lines.join("")}\r\n`;
}
