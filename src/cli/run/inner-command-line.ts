import { Readable, Writable } from "node:stream";
import type { CommandLine } from "../../mcp/command-line.ts";
import type { CliContext } from "../context.ts";

/** A complaint's beginning says what it is about. */
const mostComplaint = 4_000;

/** Runs commands in this process for the tools of `dailies mcp`, with streams of their own: nothing of them reaches standard output. */
export function innerCommandLine({ process, runCommand }: CliContext): CommandLine {
  return async ({ argv, input, interrupt = new AbortController().signal, onLine }) => {
    const pieces: string[] = [];
    const stdout = onLine === undefined ? textStream((text) => void pieces.push(text)) : lineStream(onLine);
    let complaint = "";
    const stderr = textStream((text) => {
      complaint = `${complaint}${text}`.slice(0, mostComplaint);
    });
    const exitCode = await runCommand(argv, {
      process: {
        stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]),
        stdout,
        stderr,
        env: { ...process.env, NO_COLOR: "1" },
      },
      interrupt,
    });
    return { exitCode, output: pieces.join(""), complaint };
  };
}

/** What commands use of a stream that is not a terminal. */
function textStream(onText: (text: string) => void): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _encoding, done) => {
      onText(text.toString());
      done();
    },
  });
  return stream as Writable as NodeJS.WriteStream;
}

function lineStream(onLine: (line: string) => void): NodeJS.WriteStream {
  let open = "";
  return textStream((text) => {
    const lines = `${open}${text}`.split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}
