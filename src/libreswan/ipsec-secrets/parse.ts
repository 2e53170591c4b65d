import { type Secret, secretOf } from '../../bytes/secret.ts';
import { readSourceText, type SourceText, sourceBytes } from '../../bytes/source-text.ts';
import { textPlaces } from '../../bytes/text-places.ts';
import type { TextPlace } from '../../diagnostics/diagnostic.ts';
import { type LexedRecord, lexRecords, type Token } from '../record-lexer.ts';
import { atLeast, type Release } from '../release.ts';
import { decodeData } from './data.ts';
import type { KeyRecord, KeyType, SecretsEntry, SecretsFault, SecretsFile, SecretsKeyword } from './document.ts';

/** What the reading of one file needs everywhere. */
interface Reader extends SourceText {
  readonly release: Release;
  readonly place: (offset: number) => TextPlace;
  readonly bytes: (text: string) => Uint8Array;
  /** The token as pluto compares it: up to 4.9 a quoted one keeps its quotes. */
  readonly seen: (token: Token) => string;
}

/**
 * The tree of a secrets file as a release reads it. It is total: what pluto would refuse is in the tree with its fault;
 * for what follows from that see `checkSecrets`.
 *
 * The behaviour of 4.3 and before, and of 4.10 and after, is known from running them; in between, the worse is taken:
 * quoted selectors do not work, an unterminated string is refused.
 *
 * @param input the file's bytes, or its text
 * @param release the release that reads it
 * @param file the name that places carry
 * @example parseSecrets('10.0.0.1 10.0.0.2 : PSK "…"\n', '4.10').entries[0] // { kind: 'key', type: 'psk', … }
 * @see ipsec.secrets(5); libreswan `lib/libswan/secrets.c`
 */
export function parseSecrets(input: Uint8Array | string, release: Release, file = 'ipsec.secrets'): SecretsFile {
  const source = readSourceText(input);
  const reader: Reader = {
    ...source,
    release,
    place: textPlaces(source.text, file),
    bytes: (text) => sourceBytes({ text, encoding: source.encoding }),
    seen: (token) => (atLeast(release, '4.10') ? token.text : source.text.slice(token.start, token.end)),
  };
  const entries = lexRecords(source.text, source.encoding).map((record) => readEntry(record, reader));
  return { kind: 'secrets-file', file, release, encoding: source.encoding, entries };
}

/** The bytes of a secrets file, exactly those that it was parsed from. */
export function secretsSource(document: SecretsFile): Secret {
  const pieces = document.entries.map((entry) => entry.source.reveal());
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return secretOf(whole);
}

function readEntry(record: LexedRecord, reader: Reader): SecretsEntry {
  const source = secretOf(reader.bytes(reader.text.slice(record.start, record.end)));
  const [first] = record.tokens;
  if (first === undefined) return { kind: 'trivia', source };
  const at = reader.place(first.start);
  if (!record.begun) return { kind: 'stray', at, source };
  const overflow = record.overflow === undefined ? undefined : reader.place(record.overflow);
  if (reader.seen(first).toLowerCase() !== 'include')
    return { ...readKey(record.tokens, reader), at, source, overflow };
  const [, pattern, more] = record.tokens;
  const fault =
    pattern === undefined
      ? faultAt('no-pattern', first.end, reader)
      : more === undefined
        ? undefined
        : faultAt('trailing', more.start, reader);
  return { kind: 'include', at, source, pattern: pattern && reader.seen(pattern), fault, overflow };
}

const keywords: readonly SecretsKeyword[] = ['PSK', 'XAUTH', 'PPKS', 'RSA', 'ECDSA', 'PIN'];

type KeyParts = Omit<KeyRecord, 'at' | 'source' | 'overflow'>;

const nothing = { keyword: undefined, type: undefined, name: undefined, key: undefined, spelling: undefined };

function readKey(tokens: readonly Token[], reader: Reader): KeyParts {
  const separator = tokens.findIndex((token) => reader.seen(token) === ':');
  const words = tokens.slice(0, separator < 0 ? tokens.length : separator);
  // Behind a PSK that lost its colon stands the key, so what follows such a word is not shown.
  const misplaced = words.findIndex((token) => /^:?(psk|xauth|ppks)$/i.test(token.text));
  const selectors = words.map((token, i) => ({
    text: misplaced < 0 || i <= misplaced ? reader.seen(token) : '',
    quoted: token.quote !== undefined,
    at: reader.place(token.start),
  }));
  const parts: KeyParts = { kind: 'key', selectors, ...nothing, fault: undefined };
  const end = (tokens.at(-1) as Token).end;
  // Without a colon nobody can tell the selectors from the key, so none of them is shown.
  if (separator < 0) return { ...parts, selectors: [], fault: faultAt('no-separator', end, reader) };
  const word = tokens[separator + 1];
  if (word === undefined) return { ...parts, fault: faultAt('no-keyword', end, reader) };
  const keyword = keywords.find((known) => known === reader.seen(word).toUpperCase());
  const type = keyType(keyword, reader.release);
  const values = tokens.slice(separator + 2);
  const [value] = values;
  const known: KeyParts = { ...parts, keyword, type };
  if (type === 'other') return known;
  if (value === undefined) return { ...known, fault: faultAt('no-value', word.end, reader) };
  if (type === 'rsa') return { ...known, name: reader.seen(value) === '{' ? undefined : value.text };
  if (type === 'ppk') return readNamedKey(known, values, word, reader);
  return { ...known, ...readSecret(values, reader) };
}

function keyType(keyword: SecretsKeyword | undefined, release: Release): KeyType {
  if (keyword === 'PSK') return 'psk';
  if (keyword === 'XAUTH') return 'xauth';
  if (keyword === 'PPKS') return atLeast(release, '3.23') ? 'ppk' : 'other';
  return keyword === 'RSA' && !atLeast(release, '4.5') ? 'rsa' : 'other';
}

function readNamedKey(known: KeyParts, [name, ...values]: readonly Token[], word: Token, reader: Reader): KeyParts {
  if (name === undefined) return { ...known, fault: faultAt('no-value', word.end, reader) };
  if (!isString(name)) return { ...known, fault: faultAt('unquoted-name', name.start, reader) };
  const named = { ...known, name: name.text };
  return values.length === 0
    ? { ...named, fault: faultAt('no-value', name.end, reader) }
    : { ...named, ...readSecret(values, reader) };
}

function readSecret(values: readonly Token[], reader: Reader): Pick<KeyParts, 'key' | 'spelling' | 'fault'> {
  const [value, more] = values as readonly [Token, ...Token[]];
  const { key, spelling, fault } = readValue(value, reader);
  if (more === undefined || key === undefined) return { key, spelling, fault };
  return { key: undefined, spelling, fault: faultAt('trailing', more.start, reader) };
}

function readValue(value: Token, reader: Reader): Pick<KeyParts, 'key' | 'spelling' | 'fault'> {
  if (isString(value)) return { key: secretOf(reader.bytes(value.text)), spelling: 'quoted', fault: undefined };
  if (value.unterminated && value.quote !== '`') {
    // Up to 4.3 the closing quote was taken to be there: the last character is lost, and the rest is the key.
    const lenient = !atLeast(reader.release, '4.4') && value.text.length > 1;
    const key = lenient ? secretOf(reader.bytes(value.text.slice(1, -1))) : undefined;
    return { key, spelling: 'quoted', fault: faultAt('unterminated', value.start, reader) };
  }
  const text = reader.seen(value);
  const decoded = decodeData(text, reader.bytes(text));
  if (decoded.kind === 'bytes') return { key: secretOf(decoded.bytes), spelling: 'data', fault: undefined };
  const fault = { ...faultAt('malformed', value.start, reader), reason: decoded.reason };
  return { key: undefined, spelling: 'data', fault };
}

/** Whether a token is a string for a key: in double or single quotes, both there. */
function isString(token: Token): boolean {
  return !token.unterminated && (token.quote === '"' || token.quote === "'");
}

function faultAt(kind: SecretsFault['kind'], offset: number, reader: Reader): SecretsFault {
  return { kind, at: reader.place(offset) };
}
