import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on a free loopback port. */
export interface Listener {
  /** `http://127.0.0.1:4711`. */
  readonly url: string;
  /** Ends every connection, too. */
  close(): Promise<void>;
}

export function listen(onRequest: RequestListener): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 30_000 }, onRequest);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", 1024, () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}
