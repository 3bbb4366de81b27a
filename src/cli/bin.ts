#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { exitCodes } from "../run/exit-code.ts";
import { main } from "./main.ts";
import { bugText, isDebug } from "./messages.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

for (const stream of [process.stdout, process.stderr]) {
  // A reader that has gone (a pipe closed, a terminal hung up) does not end a run.
  stream.on("error", () => {});
}

process.on("uncaughtException", (cause) => {
  process.stderr.write(`${bugText(cause, isDebug(process.env))}\n`);
  process.exit(exitCodes.bug);
});

const exitCode = await main(process.argv.slice(2), { process, cwd: process.cwd(), version });
await Promise.all([process.stdout, process.stderr].map(flushed));
// Not left to the event loop: a draft that is still being encoded does not hold the process up.
process.exit(exitCode);

/** Resolves when everything written has left, or can no longer leave. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
