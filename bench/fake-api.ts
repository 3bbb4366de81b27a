import { createHash } from "node:crypto";
import type { ClipMaker } from "../src/rehearsal/clips.ts";
import type { RateLimits } from "../test/testkit/rate-limits.ts";
import { stubClips } from "../test/testkit/stub-clips.ts";
import { startTestServer } from "../test/testkit/test-server.ts";

/** What a benchmark asks of the fake API; travels as JSON in the first argument. */
export interface FakeApiOptions {
  /** Every task takes exactly this long. */
  readonly generationMs: number;
  readonly rateLimits?: RateLimits;
  /** Makes every clip at least so long, by a `free` box at its end: still a valid MP4. */
  readonly clipBytes?: number;
}

/** Sent once the server listens. */
export interface FakeApiReady {
  readonly type: "ready";
  readonly url: string;
}

/** The answer to the message `"stats"`. */
export interface FakeApiStats {
  readonly type: "stats";
  readonly accepted: number;
  readonly submits: number;
  readonly queries: number;
  readonly results: number;
  readonly uploads: number;
  /** Requests answered with 429. */
  readonly limited: number;
  /** When each submit was accepted, milliseconds since the first. */
  readonly acceptedAtMs: readonly number[];
  /** SHA-256 over the ids of the accepted tasks' prompts, sorted: the same work has the same digest. */
  readonly workDigest: string;
  readonly cpuMs: number;
}

/** A chunk that big clips are made of, shared by all. */
const padding = Buffer.alloc(1024 * 1024);

function paddedClips(clipBytes: number): ClipMaker {
  const stubs = stubClips();
  return {
    instant: true,
    async make(request) {
      const clip = await stubs.make(request);
      const length = clip.reduce((sum, chunk) => sum + chunk.length, 0);
      const missing = clipBytes - length;
      if (missing < 8) return clip;
      const header = Buffer.alloc(8);
      header.writeUInt32BE(missing, 0);
      header.write("free", 4, "latin1");
      const chunks: Uint8Array[] = [...clip, header];
      for (let left = missing - 8; left > 0; left -= padding.length) chunks.push(padding.subarray(0, left));
      return chunks;
    },
  };
}

/** The fake API: the rehearsal server in a process of its own, spoken to over Node's IPC. */
async function main(options: FakeApiOptions): Promise<void> {
  const server = await startTestServer({
    generationMs: () => options.generationMs,
    recordRequests: 0,
    balance: "unlimited",
    clips: options.clipBytes === undefined ? stubClips() : paddedClips(options.clipBytes),
    ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
  });
  const send = (message: FakeApiReady | FakeApiStats): void => void process.send?.(message);
  process.on("message", (message) => {
    if (message !== "stats") return;
    const { ledger } = server;
    const { user, system } = process.cpuUsage();
    const first = ledger.tasks[0]?.acceptedAt ?? 0;
    const prompts = ledger.tasks.map(({ body }) => String(body.prompt)).sort();
    send({
      type: "stats",
      accepted: ledger.paid,
      submits: ledger.counts.submit,
      queries: ledger.counts.query,
      results: ledger.counts.result,
      uploads: ledger.counts.upload,
      limited: ledger.limited,
      acceptedAtMs: ledger.tasks.map(({ acceptedAt }) => acceptedAt - first),
      workDigest: createHash("sha256").update(prompts.join("\n")).digest("hex"),
      cpuMs: (user + system) / 1000,
    });
  });
  process.on("disconnect", () => process.exit(0));
  send({ type: "ready", url: server.url });
}

const [json] = process.argv.slice(2);
if (json !== undefined) await main(JSON.parse(json) as FakeApiOptions);
