import { readSourceText, sourceBytes } from '../../bytes/source-text.ts';
import { textPlaces } from '../../bytes/text-places.ts';
import type { TextPlace } from '../../diagnostics/diagnostic.ts';
import { type LexedRecord, lexRecords, type Token } from '../record-lexer.ts';
import { atLeast, type Release } from '../release.ts';
import type {
  GroupEntry,
  GroupFault,
  GroupLine,
  GroupTarget,
  GroupTraffic,
  LineFate,
  PolicyGroupFile,
} from './document.ts';
import { groupInstanceName } from './instance.ts';
import { readTargetPrefix } from './target.ts';
import { readPort, readProtocol } from './traffic.ts';

interface Reader {
  readonly text: string;
  readonly release: Release;
  readonly place: (offset: number) => TextPlace;
}

type LineParts = Pick<GroupLine, 'fate' | 'targets' | 'faults'>;

/**
 * The tree of a policy-group file as a release reads it. It is total: what pluto would refuse is in the tree with its fate;
 * for what follows from that see `checkPolicyGroup`.
 *
 * From 3.25 on a line is `PREFIX` or `PREFIX PROTOCOL SOURCE-PORT DESTINATION-PORT`, and a wrong word behind the prefix
 * makes everything from there on disappear. What 3.25 to 3.31 do with some of these is not known; they are taken to do the
 * same. Up to 3.23 every word is a prefix.
 *
 * @param input the file's bytes, or its text
 * @param release the release that reads it
 * @param file the name that places carry
 * @example parsePolicyGroup('10.0.0.0/8\n 10.1.0.0/16\n', '4.10').entries[0] // { kind: 'line', fate: 'stops', … }
 * @see libreswan `programs/pluto/foodgroups.c`, `lib/libswan/lex.c`
 */
export function parsePolicyGroup(input: Uint8Array | string, release: Release, file = 'private'): PolicyGroupFile {
  const source = readSourceText(input);
  const reader: Reader = { text: source.text, release, place: textPlaces(source.text, file) };
  let stopped = false;
  const entries = lexRecords(source.text, source.encoding).map((record): GroupEntry => {
    const entry = readEntry(record, reader, stopped);
    stopped ||= entry.kind === 'line' && entry.fate === 'stops';
    return entry;
  });
  return { kind: 'policy-group-file', file, release, encoding: source.encoding, entries };
}

/** The bytes of a policy-group file, exactly those that it was parsed from. */
export function policyGroupSource({ entries, encoding }: PolicyGroupFile): Uint8Array {
  return sourceBytes({ text: entries.map((entry) => entry.source).join(''), encoding });
}

/** The targets that pluto reads from a file, each once, in the order of the file. */
export function policyGroupTargets({ entries }: PolicyGroupFile): readonly GroupTarget[] {
  const read = entries.flatMap((entry) => (entry.kind === 'line' && entry.fate === 'read' ? entry.targets : []));
  return [...new Map(read.map((target) => [groupInstanceName('', target), target])).values()];
}

function readEntry(record: LexedRecord, reader: Reader, stopped: boolean): GroupEntry {
  const source = reader.text.slice(record.start, record.end);
  const [first] = record.tokens;
  if (first === undefined) return { kind: 'trivia', source };
  const parts = atLeast(reader.release, '3.25') ? readLine(record, first, reader) : readWords(record.tokens, reader);
  const overflow: readonly GroupFault[] =
    record.overflow === undefined ? [] : [{ kind: 'overflow', at: reader.place(record.overflow), text: '' }];
  const fate: LineFate = stopped ? 'lost' : parts.fate;
  return {
    kind: 'line',
    at: reader.place(first.start),
    source,
    ...parts,
    faults: [...parts.faults, ...overflow],
    fate,
  };
}

/** Up to 3.23: every word is a target, and one that is none is set aside alone. */
function readWords(tokens: readonly Token[], reader: Reader): LineParts {
  const words = tokens.map((token) => ({ token, ...readTargetPrefix(token, reader.release) }));
  const targets = words.flatMap(({ prefix }) => (prefix === undefined ? [] : [{ prefix }]));
  const faults = words.flatMap(({ token, fault }) => (fault === undefined ? [] : [faultOf(fault, token, reader)]));
  return { fate: targets.length === 0 ? 'ignored' : 'read', targets, faults };
}

/** From 3.25 on: one target a line. */
function readLine(record: LexedRecord, first: Token, reader: Reader): LineParts {
  const { prefix, fault } = readTargetPrefix(first, reader.release);
  const alone = prefix === undefined ? [] : [{ prefix }];
  if (!record.begun) return { fate: 'stops', targets: alone, faults: [faultOf('indented', first, reader)] };
  const faults = fault === undefined ? [] : [faultOf(fault, first, reader)];
  if (prefix === undefined) return { fate: 'ignored', targets: [], faults };
  const [, ...words] = record.tokens;
  if (words.length === 0) return { fate: 'read', targets: alone, faults };
  const traffic = readTraffic(words, reader);
  if ('kind' in traffic) return { fate: 'stops', targets: alone, faults: [...faults, traffic] };
  return { fate: 'read', targets: [{ prefix, traffic }], faults };
}

function readTraffic(words: readonly Token[], reader: Reader): GroupTraffic | GroupFault {
  const [name, source, destination, more] = words as readonly [Token, ...Token[]];
  const kept = words.find((word) => word.quote !== undefined && !atLeast(reader.release, '4.10'));
  if (kept !== undefined) return faultOf('quoted', kept, reader);
  const protocol = readProtocol(name.text);
  if (protocol === undefined) return faultOf('protocol', name, reader);
  if (source === undefined || destination === undefined) return faultOf('missing-port', source ?? name, reader);
  const [sourcePort, destinationPort] = [readPort(source.text), readPort(destination.text)];
  if (sourcePort === undefined) return faultOf('port', source, reader);
  if (destinationPort === undefined) return faultOf('port', destination, reader);
  return more === undefined ? { protocol, sourcePort, destinationPort } : faultOf('garbage', more, reader);
}

function faultOf(kind: GroupFault['kind'], token: Token, reader: Reader): GroupFault {
  return { kind, at: reader.place(token.start), text: reader.text.slice(token.start, token.end) };
}
