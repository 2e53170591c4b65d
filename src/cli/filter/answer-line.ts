/** One line of requests into one line of answers. Whatever the line is, there is an answer. */
import { InvalidArgumentError } from 'commander';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isMapping } from '../../inventory/unknown-keys.ts';
import { bugReport } from '../bug-report.ts';
import { UsageError } from '../exit.ts';
import { jsonFinding } from '../findings.ts';
import { documentHead } from '../json-document.ts';
import { asked, joinSafe, type SafeText, safe, safeJson } from '../safe-text.ts';
import { taintRequest } from '../secrecy/request-taint.ts';
import { badId, badLine, badMembers, badWord, refused, unknownMembers } from './faults.ts';
import type { Line } from './lines.ts';
import type { Answered, FilterRequest, FilterWorld } from './request.ts';
import { requests } from './requests/index.ts';

/** What an answer echoes of its request. */
interface Echo {
  readonly line: number;
  readonly id?: string | number;
  readonly request?: string;
}

/**
 * The answer to a line, with its line break.
 *
 * @param number of the line, from 1
 * @param strict whether warnings make an answer not ok
 */
export async function answerLine(
  line: Line,
  number: number,
  world: FilterWorld,
  { strict }: { readonly strict: boolean },
): Promise<SafeText> {
  const read = readRequest(line, number);
  if ('findings' in read) return answerText(read.echo, { findings: read.findings }, strict);
  try {
    return answerText(read.echo, await read.answer(world), strict);
  } catch (error) {
    if (error instanceof UsageError || error instanceof InvalidArgumentError)
      return answerText(read.echo, { findings: [refused(error.message)] }, strict);
    const head = { version: 1, ok: false, errors: 1, warnings: 0, notes: 0 };
    return safe`${safeJson({ ...head, ...read.echo, error: { message: bugReport(error) }, findings: [] })}\n`;
  }
}

type ReadRequest =
  | { readonly echo: Echo; readonly findings: readonly Diagnostic[] }
  | { readonly echo: Echo; readonly answer: (world: FilterWorld) => Promise<Answered> };

function readRequest(line: Line, number: number): ReadRequest {
  const given = membersOf(line);
  if (typeof given === 'string') return { echo: { line: number }, findings: [badLine(number, given)] };
  const { id, request: word, ...members } = given;
  taintRequest(members);
  const request = requests.find(({ name }) => name === word);
  const echo: Echo = {
    line: number,
    ...(isId(id) ? { id } : {}),
    ...(request === undefined ? {} : { request: request.name }),
  };
  const findings: Diagnostic[] = id === undefined || isId(id) ? [] : [badId()];
  if (request === undefined) {
    findings.push(
      badWord(
        word,
        requests.map(({ name }) => name),
      ),
    );
    return { echo, findings };
  }
  for (const finding of unknownMembers(Object.keys(members), Object.keys(request.schema.shape))) findings.push(finding);
  return { echo, ...asking(request, members, findings) };
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || Number.isSafeInteger(id);
}

function asking(
  request: FilterRequest,
  members: Readonly<Record<string, unknown>>,
  before: readonly Diagnostic[],
): { readonly findings: readonly Diagnostic[] } | { readonly answer: (world: FilterWorld) => Promise<Answered> } {
  const read = request.ask(members);
  if ('issues' in read) return { findings: [...before, ...badMembers(read.issues, members)] };
  return before.length > 0 ? { findings: before } : read;
}

/** The object of a line, or why it is none. Nothing of the line is quoted: it may be a key that went astray. */
function membersOf(line: Line): Readonly<Record<string, unknown>> | string {
  if (line === undefined) return 'the line is too long to be a request';
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
  } catch (error) {
    return error instanceof SyntaxError ? 'the line is not JSON' : 'the line is not UTF-8';
  }
  return isMapping(value) ? value : 'the line is not a JSON object';
}

/** The document: head, echo, the answer where there is one, findings. */
function answerText(echo: Echo, { answer = {}, exact = {}, findings, source }: Answered, strict: boolean): SafeText {
  const answers = [
    ...textsOf(answer, safeJson),
    // Files that were asked for, byte for byte.
    ...textsOf(exact, (value) => asked(JSON.stringify(value))),
  ];
  const members = [
    ...textsOf({ ...documentHead(findings, { strict }), ...echo }, safeJson),
    ...(answers.length === 0 ? [] : [member('answer', object(answers))]),
    member('findings', safeJson(findings.map((finding) => jsonFinding(finding, source)))),
  ];
  return safe`${object(members)}\n`;
}

function textsOf(members: Readonly<Record<string, unknown>>, text: (value: unknown) => SafeText): readonly SafeText[] {
  return Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [member(name, text(value))]));
}

function member(name: string, value: SafeText): SafeText {
  return safe`${safeJson(name)}:${value}`;
}

function object(members: readonly SafeText[]): SafeText {
  return safe`{${joinSafe(members, safe`,`)}}`;
}
