import { dirname, join, parse } from "node:path";
import type { Cause } from "../../base/cause.ts";
import { groupBy } from "../../base/group-by.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import { type XmlElement, xml, xmlDocument } from "../../base/text/xml.ts";
import { toIsoTime } from "../../base/time/calendar.ts";
import { unreachable } from "../../base/unreachable.ts";
import { placeText } from "../text/phrases.ts";
import { shotText } from "../text/text.ts";
import type { TakeResult, Verdict } from "./take-results.ts";

export interface JunitRun {
  /** `render`. */
  readonly command: string;
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly results: readonly TakeResult[];
  /** Why the run did not begin, or did not end by itself: a case of its own. */
  readonly stopped?: Cause | undefined;
}

/**
 * A run in the XML that continuous integration reads as JUnit's: a suite for each scene, a case for each take. The elements
 * and their order are those of the Jenkins schema; `file` and `line` of a case, which readers on GitHub and GitLab take,
 * come to it.
 */
export function junitXml(run: JunitRun): string {
  const { command, file, results, stopped, startedAt, endedAt } = run;
  const stem = visibleText(parse(file).name);
  const suites = [...groupBy(results, ({ scene }) => scene ?? "")].map(([scene, takes]) => {
    const name = scene === "" ? stem : `${stem}.${visibleText(scene)}`;
    const cases = takes.map((take) => ({ take, element: takeCase(take, { file, className: name }) }));
    return suite(
      name,
      cases.map(({ element }) => element),
      {
        run,
        verdicts: takes.map(({ verdict }) => verdict),
        elapsedMs: takes.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
      },
    );
  });
  const ended = stopped === undefined ? [] : [stoppedSuite(stopped, { run, stem })];
  const verdicts: readonly Verdict[] = [
    ...results.map(({ verdict }) => verdict),
    ...(stopped === undefined ? [] : ["error" as const]),
  ];
  const { skipped: _, ...counts } = countsOf(verdicts);
  return xmlDocument(
    undefined,
    xml("testsuites", { name: `dailies ${command}`, ...counts, time: seconds(endedAt - startedAt) }, [
      ...suites,
      ...ended,
    ]),
  );
}

function stoppedSuite(
  cause: Cause,
  { run, stem }: { readonly run: JunitRun; readonly stem: string },
): XmlElement {
  const attributes = { name: `dailies ${run.command}`, time: seconds(0), classname: stem, file: run.file };
  const element = xml("testcase", attributes, [problem("error", cause, cause.message)]);
  return suite(`${stem} (run)`, [element], { run, verdicts: ["error"], elapsedMs: 0 });
}

function suite(
  name: string,
  cases: readonly XmlElement[],
  about: { readonly run: JunitRun; readonly verdicts: readonly Verdict[]; readonly elapsedMs: number },
): XmlElement {
  const { run, verdicts, elapsedMs } = about;
  const timestamp = toIsoTime(run.startedAt).slice(0, "2026-11-25T12:00:00".length);
  return xml("testsuite", { name, ...countsOf(verdicts), time: seconds(elapsedMs), timestamp }, cases);
}

function countsOf(verdicts: readonly Verdict[]): Readonly<Record<string, number>> {
  const count = (wanted: Verdict): number => verdicts.filter((verdict) => verdict === wanted).length;
  return {
    tests: verdicts.length,
    failures: count("failed"),
    errors: count("error"),
    skipped: count("skipped"),
  };
}

function takeCase(
  take: TakeResult,
  { file, className }: { readonly file: string; readonly className: string },
): XmlElement {
  const { line, writtenIn, elapsedMs } = take;
  const attributes = {
    name: visibleText(shotText(take)),
    time: seconds(elapsedMs),
    classname: className,
    file: visibleText(writtenIn === undefined ? file : join(dirname(file), writtenIn)),
    line,
  };
  return xml("testcase", attributes, [problemOf(take, file)]);
}

function problemOf(take: TakeResult, file: string): XmlElement | undefined {
  const { verdict, taskId, cause = { code: verdict, message: "" } } = take;
  const task = taskId === undefined ? "" : `\ntask ${taskId}`;
  const text = `${shotText(take)}${placeText(file, take)}\n${cause.message}${task}`;
  switch (verdict) {
    case "passed":
      return undefined;
    case "skipped":
      return xml("skipped", { message: visibleText(cause.message) });
    case "failed":
      return problem("failure", cause, text);
    case "error":
      return problem("error", cause, text);
    default:
      return unreachable(verdict);
  }
}

function problem(name: "failure" | "error", { code, message }: Cause, text: string): XmlElement {
  return xml(name, { message: visibleText(message), type: visibleText(code) }, text);
}

/** Readers take a plain decimal number. */
function seconds(durationMs: number): string {
  return (Math.max(0, durationMs) / 1000).toFixed(3);
}
