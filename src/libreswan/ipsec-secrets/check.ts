import { toHex } from '../../bytes/hex.ts';
import { shown as excerpt } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { lineBuffer } from '../record-lexer.ts';
import { atLeast, type Release } from '../release.ts';
import type { KeyRecord, SecretsEntry, SecretsFault, SecretsFile, SecretsInclude, Selector } from './document.ts';
import { strongBytes } from './print.ts';
import { selectorKind } from './selector.ts';

/**
 * What the release that a secrets file was parsed for does with each record: sets it aside, gives the key to more hosts
 * than are named, reads no further. Nothing of a key is in a finding.
 *
 * Finds `libreswan/secret-syntax`, `libreswan/secret-incomplete`, `libreswan/secret-unneeded`, `libreswan/secret-type`,
 * `libreswan/secret-selector`, `libreswan/secret-for-anybody`, `libreswan/secret-conflict`, `libreswan/long-line`,
 * `libreswan/weak-psk`.
 *
 * @example checkSecrets(parseSecrets(': RSA "a"\n', '4.10')) // [{ code: 'libreswan/secret-unneeded', … }]
 * @see libreswan `lib/libswan/secrets.c`
 */
export function checkSecrets(document: SecretsFile): readonly Diagnostic[] {
  const { entries, release } = document;
  const keys = entries.filter((entry): entry is KeyRecord => entry.kind === 'key');
  const conflicts = findConflicts(keys);
  return entries.flatMap((entry) => [...checkEntry(entry, release), ...(conflicts.get(entry) ?? [])]);
}

function checkEntry(entry: SecretsEntry, release: Release): readonly Diagnostic[] {
  if (entry.kind === 'trivia') return [];
  if (entry.kind === 'stray') {
    const message = 'the first record must begin in the first column; the indented lines before it are set aside';
    return [diagnostic('libreswan/secret-syntax', entry.at, message)];
  }
  const fault = entry.fault === undefined ? [] : [judgeFault(entry.fault, entry, release)];
  return [...(entry.kind === 'key' ? judgeKey(entry, release) : []), ...fault, ...judgeLength(entry)];
}

function judgeLength({ overflow }: SecretsInclude | KeyRecord): readonly Diagnostic[] {
  if (overflow === undefined) return [];
  const message = `a line must be at most ${lineBuffer} bytes long; what follows from here is read as a line of its own`;
  return [diagnostic('libreswan/long-line', overflow, message, { hint: 'go on in an indented line' })];
}

const faultMessages: Readonly<Record<SecretsFault['kind'], string>> = {
  'no-pattern': 'include must be followed by a file name or pattern',
  'no-separator': 'a record must have a colon, with a blank before and behind it, between selectors and key',
  'no-keyword': 'a colon must be followed by the type of the key',
  'no-value': 'the type of a key must be followed by the key',
  malformed: 'an unquoted key must begin with 0x, 0s or 0t and be well-formed',
  unterminated: 'a string must be closed on its line by the quote that opened it',
  'unquoted-name': 'the name of a PPKS key must stand in quotes',
  trailing: 'nothing may follow here; the whole record is set aside',
};

function judgeFault(
  { kind, at, reason }: SecretsFault,
  entry: KeyRecord | SecretsInclude,
  release: Release,
): Diagnostic {
  if (kind === 'no-keyword') {
    const message = `${faultMessages[kind]}; no release loads the file`;
    return diagnostic('libreswan/secret-incomplete', at, message, {
      hint: 'write PSK and the key, or take the line out',
    });
  }
  const message = reason === undefined ? faultMessages[kind] : `${faultMessages[kind]}; this one ${reason}`;
  if (kind === 'malformed' || kind === 'unterminated') {
    const kept = entry.kind === 'key' && entry.key !== undefined;
    const consequence = kept
      ? `${message}; libreswan ${release} takes what is there less its last character`
      : `${message}; the record is set aside`;
    const logged = kept ? '' : '; pluto has written the text into its log, so choose another key';
    return diagnostic('libreswan/secret-syntax', at, consequence, { hint: `write 0x and hexadecimal digits${logged}` });
  }
  return diagnostic('libreswan/secret-syntax', at, message);
}

function judgeKey(record: KeyRecord, release: Release): readonly Diagnostic[] {
  const { type, keyword, at } = record;
  if (type === undefined) return [];
  if (type === 'rsa') return judgeRsa(record, release);
  if (type === 'other') {
    if (keyword === 'RSA') return [unneeded(record, release)];
    const message = `a key must be of type PSK, XAUTH or PPKS${keyword === undefined ? '' : `, not ${keyword}`}; the record is set aside`;
    const hint = keyword === 'ECDSA' ? { hint: 'take it out: the key is found through its certificate' } : {};
    return [diagnostic('libreswan/secret-type', at, message, hint), ...judgeEach(record, release)];
  }
  if (record.key === undefined) return [];
  return [...judgeSelectors(record, release), ...judgeStrength(record)];
}

function judgeRsa(record: KeyRecord, release: Release): readonly Diagnostic[] {
  return record.name === undefined || !atLeast(release, '3.16') ? [] : [unneeded(record, release)];
}

function unneeded({ at }: KeyRecord, release: Release): Diagnostic {
  const message = `an RSA record should not stand here: libreswan ${release} finds the key through its certificate and warns at every load`;
  return diagnostic('libreswan/secret-unneeded', at, message, { hint: 'take it out; only 3.15 needs it' });
}

function judgeSelectors(record: KeyRecord, release: Release): readonly Diagnostic[] {
  if (record.type === 'ppk') return [];
  const { selectors, at } = record;
  const findings = judgeEach(record, release);
  const left = selectors.map((selector) => selectorKind(selector, release)).filter((kind) => kind !== 'none');
  if (left.some((kind) => kind !== 'anybody')) return findings;
  const lost = selectors.length > 0 && left.length === 0;
  const message = lost
    ? 'a key must have a selector that can be read; without one it is for anybody'
    : 'a key should name the two hosts that use it; this one is for anybody';
  return [
    ...findings,
    diagnostic('libreswan/secret-for-anybody', at, message, { severity: lost ? 'error' : 'warning' }),
  ];
}

function judgeEach({ selectors }: KeyRecord, release: Release): readonly Diagnostic[] {
  return selectors.flatMap((selector) => {
    const kind = selectorKind(selector, release);
    if (kind === 'none') return [unreadable(selector, release)];
    if (kind === 'odd-address') {
      const message = `${shown(selector)} must be an address in its usual form; libreswan reads this one as another than people do`;
      return [diagnostic('libreswan/secret-selector', selector.at, message, { hint: 'write the address in full' })];
    }
    if (kind !== 'host-name') return [];
    const message = `${shown(selector)} should be an address or an ID: a host name is looked up when the file is loaded`;
    return [
      diagnostic('libreswan/secret-selector', selector.at, message, { severity: 'warning', hint: 'write the address' }),
    ];
  });
}

function unreadable({ text, quoted, at }: Selector, release: Release): Diagnostic {
  const hint = quoted
    ? `libreswan ${release} takes the quotes for a part of the ID; only from 4.10 on is it known to work`
    : text.endsWith(':')
      ? 'write an address that ends in :: out in full, such as 2001:db8:0:0:0:0:0:0'
      : 'write an address, @name, user@host or a distinguished name without blanks';
  const message = `${shown({ text, quoted, at })} must be an ID that libreswan ${release} can read; it is set aside, so that the key is for more than is meant`;
  return diagnostic('libreswan/secret-selector', at, message, { hint });
}

/** A selector for a message: its text only where it looks like an ID; with a colon forgotten it may be the key. */
function shown({ text }: Selector): string {
  return /^[0-9a-f.:]*[.:][0-9a-f.:]*$/i.test(text) || /^@|=/.test(text)
    ? `selector ${excerpt(text)}`
    : 'this selector';
}

function judgeStrength({ key, at, type }: KeyRecord): readonly Diagnostic[] {
  if (type !== 'psk' || key === undefined) return [];
  const { length } = key.reveal();
  if (length >= strongBytes) return [];
  const message = `a pre-shared key should have at least ${strongBytes} bytes, this one has ${length}`;
  return [diagnostic('libreswan/weak-psk', at, message, { hint: 'make one with "openssl rand -hex 32"' })];
}

/** Records for the same hosts with different keys; pluto takes the one that stands first. */
function findConflicts(keys: readonly KeyRecord[]): ReadonlyMap<SecretsEntry, readonly Diagnostic[]> {
  const firsts = new Map<string, KeyRecord>();
  const conflicts = new Map<SecretsEntry, readonly Diagnostic[]>();
  for (const record of keys) {
    if (record.key === undefined || (record.type !== 'psk' && record.type !== 'xauth')) continue;
    const who = JSON.stringify([record.type, ...record.selectors.map(({ text }) => text).sort()]);
    const first = firsts.get(who);
    if (first === undefined) {
      firsts.set(who, record);
    } else if (toHex(first.key?.reveal() ?? new Uint8Array()) !== toHex(record.key.reveal())) {
      const message = 'two records for the same hosts must have the same key; pluto takes one of them';
      const related = [{ at: first.at, message: 'the other record' }];
      conflicts.set(record, [diagnostic('libreswan/secret-conflict', record.at, message, { related })]);
    }
  }
  return conflicts;
}
