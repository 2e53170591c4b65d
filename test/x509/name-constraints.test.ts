/** Names within and outside of what an authority may certify: one row a rule of RFC 5280. */
import { describe, expect, test } from 'vitest';
import { forbiddenName, nameConstraintsOf } from '../../src/x509/name-constraints.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import {
  type Attribute,
  altNames,
  certificate,
  constraints,
  der,
  dns,
  explicit,
  extension,
  implicit,
  int,
  ip,
  name,
  pem,
  seq,
  text,
} from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const email = (value: string): Uint8Array => implicit(1, text(value));
const uri = (value: string): Uint8Array => implicit(6, text(value));
const network = (...octets: readonly number[]): Uint8Array => der(0x87, Uint8Array.from(octets));
const directory = (...attributes: readonly Attribute[]): Uint8Array => explicit(4, name(...attributes));
const list = (number: number, bases: readonly Uint8Array[]): Uint8Array =>
  explicit(number, ...bases.map((base) => seq(base)));

const authority = (value: Uint8Array) =>
  valueIn(readCertificate(pem(certificate({ extensions: [constraints(true), extension('2.5.29.30', value, true)] }))));
const subject = name(['O', 'Mesh'], ['CN', 'a']);
const host = (...names: readonly Uint8Array[]) =>
  valueIn(readCertificate(pem(certificate({ subject, extensions: names.length > 0 ? [altNames(...names)] : [] }))));

function allows(base: Uint8Array, names: readonly Uint8Array[], how: 'permitted' | 'excluded' = 'permitted'): boolean {
  const read = nameConstraintsOf(authority(seq(list(how === 'permitted' ? 0 : 1, [base]))));
  if (read === undefined || read === 'unreadable') throw new Error('readable');
  return forbiddenName(host(...names), read) === undefined;
}

describe('permitted', () => {
  test.each([
    ['a host below', dns('example.com'), dns('a.example.com'), true],
    ['the host itself', dns('example.com'), dns('Example.COM'), true],
    ['no dot between', dns('example.com'), dns('notexample.com'), false],
    ['another host', dns('example.com'), dns('example.org'), false],
    ['a leading dot leaves out the host itself', dns('.example.com'), dns('example.com'), false],
    ['and has those below', dns('.example.com'), dns('a.example.com'), true],
    ['an empty base has all', dns(''), dns('x.example.org'), true],
    ['an address in the network', network(10, 0, 0, 0, 255, 0, 0, 0), ip(10, 9, 8, 7), true],
    ['one outside', network(10, 0, 0, 0, 255, 0, 0, 0), ip(11, 0, 0, 1), false],
    ['of the other family', network(10, 0, 0, 0, 255, 0, 0, 0), ip(...new Array(16).fill(0)), false],
    ['a mailbox', email('a@example.com'), email('a@example.com'), true],
    ['another mailbox', email('a@example.com'), email('b@example.com'), false],
    ['all of a mail host', email('example.com'), email('b@example.com'), true],
    ['not those below', email('example.com'), email('b@x.example.com'), false],
    ['those below with a dot', email('.example.com'), email('b@x.example.com'), true],
    ['the host of a URL', uri('example.com'), uri('http://u@example.com:80/x'), true],
    ['below it with a dot', uri('.example.com'), uri('https://x.example.com'), true],
    ['a URL of another host', uri('example.com'), uri('http://example.org/example.com'), false],
    ['a directory', directory(['O', 'Mesh']), dns('a'), true],
    ['another directory, for the subject', directory(['O', 'Other']), dns('a'), false],
    ['names of a kind that is not restricted', network(10, 0, 0, 0, 255, 0, 0, 0), dns('anything'), true],
  ])('%s', (_, base, own, allowed) => {
    expect(allows(base, [own])).toBe(allowed);
    // Excluding the same base turns every answer about this kind round.
    if (base[0] === own[0]) expect(allows(base, [own], 'excluded')).toBe(!allowed);
  });

  test('every name must be permitted, not just one', () => {
    expect(allows(dns('example.com'), [dns('a.example.com'), dns('a.example.org')])).toBe(false);
  });
});

describe('what is not understood whole is said to be', () => {
  test.each([
    ['no sequence', int(1)],
    ['an unknown list', seq(list(2, [dns('a')]))],
    ['an empty list', seq(explicit(0))],
    ['an address without mask', seq(list(0, [network(10, 0, 0, 0)]))],
    ['a kind that nobody restricts', seq(list(0, [implicit(8, Uint8Array.of(1))]))],
    ['a minimum', seq(explicit(0, seq(dns('a'), implicit(0, Uint8Array.of(1)))))],
  ])('%s', (_, value) => {
    expect(nameConstraintsOf(authority(value))).toBe('unreadable');
  });

  test('and none is none', () => {
    expect(nameConstraintsOf(host())).toBeUndefined();
  });
});
