/** What a fact is: something that was gathered of a host besides its configuration. */
import { readSourceText } from '../../bytes/source-text.ts';
import { type Diagnostic, diagnostic, type Reading, textAt } from '../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../evidence.ts';

/** Where facts are read. */
export type Gathered = Pick<HostEvidence, 'files' | 'show' | 'modes'>;

/** Of which hosts a fact is asked: of those that show certificates, of those of an inventory, of all. */
export type AskedOf = 'all' | 'certified' | 'planned';

/** A fact of hosts; it judges nothing. */
export interface Fact<T = unknown> {
  /** What it is about, for people: `packet filter`. */
  readonly subject: string;
  /** The files of a host's folder that the collect script writes for it. */
  readonly files: readonly string[];
  readonly askedOf: AskedOf;
  /** Whether it was gathered; where omitted, that is whether one of the files is there. */
  readonly isGathered?: (host: Gathered) => boolean;
  /** What was gathered, and what is wrong with it; `undefined` where nothing was. */
  readonly read: (host: Gathered) => Reading<T> | undefined;
}

/** Whether a host's folder has a fact; nothing is read. */
export function isGathered(fact: Fact, host: Gathered): boolean {
  return fact.isGathered?.(host) ?? fact.files.some((path) => host.files.has(path));
}

/** A file as findings name it, and its text. */
export interface GatheredText {
  readonly file: string;
  readonly text: string;
}

/** A fact that is the text of one file. */
export interface TextFact<T> extends Pick<Fact<T>, 'subject' | 'askedOf'> {
  readonly path: string;
  readonly read: (gathered: GatheredText, host: Gathered) => Reading<T>;
}

/** The fact that a file is; nothing where it was not gathered. */
export function textFact<T>({ subject, askedOf, path, read }: TextFact<T>): Fact<T> {
  return {
    subject,
    files: [path],
    askedOf,
    read: (host) => {
      const gathered = gatheredText(host, path);
      return gathered === undefined ? undefined : read(gathered, host);
    },
  };
}

/** `verify/unreadable-fact`: a file is something else than what a command prints. */
export function notTheOutputOf(command: string, file: string): Diagnostic {
  return diagnostic('verify/unreadable-fact', textAt(file, 1, 1), `not the output of "${command}"`);
}

/** The text of a file; `undefined` where it was not gathered. */
export function gatheredText({ files, show }: Gathered, path: string): GatheredText | undefined {
  const content = files.get(path);
  return content === undefined ? undefined : { file: show(path), text: readSourceText(content).text };
}

/** The entries of a list in JSON; `undefined` where the text is something else. */
export function jsonList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
