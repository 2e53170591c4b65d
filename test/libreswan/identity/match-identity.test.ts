import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { identityText } from '../../../src/libreswan/identity/identity-text.ts';
import { type CertifiedNames, matchesIdentity } from '../../../src/libreswan/identity/match-identity.ts';
import { type Release, releases } from '../../../src/libreswan/release.ts';
import type { SubjectAltName } from '../../../src/x509/certificate.ts';
import type { Name } from '../../../src/x509/name.ts';
import { release as anyRelease, comparableTypes, rdnList } from '../../arbitraries/name.ts';
import { nameOf, plainName } from '../../support/name-der.ts';

function certificateOf(subject: Name, ...subjectAltNames: readonly SubjectAltName[]): CertifiedNames {
  return { subject, subjectAltNames };
}

const node = certificateOf(plainName('O=system:nodes, CN=system:node:a'));
const full = 'O=system:nodes, CN=system:node:a';

/** `yes`, `no` or `unknown`, with `, too wide` where it is. */
function verdict(text: string, certificate: CertifiedNames, release: Release): string {
  const match = matchesIdentity(text, certificate, release);
  expect(match.reason).toMatch(/^\S.*[^.]$/);
  return match.tooWide ? `${match.verdict}, too wide` : match.verdict;
}

describe('an ID and the subject of a certificate', () => {
  test.each<[why: string, text: string, certificate: CertifiedNames, rows: Partial<Record<Release, string>>]>([
    [
      'the full subject',
      full,
      node,
      { '3.15': 'yes', '3.25': 'yes', '4.3': 'yes', '4.10': 'yes', '5.2': 'yes', '5.4': 'yes' },
    ],
    [
      'the same in the form of old openssl',
      '/O=system:nodes/CN=system:node:a',
      node,
      { '4.3': 'yes', '4.10': 'yes', '5.2': 'yes' },
    ],
    [
      'reversed',
      'CN=system:node:a, O=system:nodes',
      node,
      { '4.3': 'no', '4.4': 'unknown', '4.9': 'unknown', '4.10': 'yes', '5.2': 'yes', '5.4': 'yes' },
    ],
    [
      'without the O',
      'CN=system:node:a',
      node,
      {
        '3.25': 'no',
        '4.3': 'no',
        '4.4': 'unknown, too wide',
        '4.10': 'yes, too wide',
        '5.2': 'yes, too wide',
        '5.4': 'yes, too wide',
      },
    ],
    ['the O alone, which every node has', 'O=system:nodes', node, { '4.3': 'no', '4.10': 'yes, too wide' }],
    ['another CN', 'O=system:nodes, CN=system:node:b', node, { '3.25': 'no', '4.3': 'no', '4.10': 'no', '5.4': 'no' }],
    ['more than the certificate has', `${full}, OU=x`, node, { '4.10': 'no', '5.4': 'no' }],
    [
      'an attribute asked for twice',
      'O=system:nodes, CN=system:node:a, CN=system:node:a',
      node,
      { '4.10': 'yes', '5.2': 'yes' },
    ],
    [
      'a wildcard',
      'O=system:nodes, CN=*',
      node,
      { '3.25': 'unknown, too wide', '4.3': 'yes, too wide', '4.10': 'yes, too wide', '5.4': 'yes, too wide' },
    ],
    ['a wildcard in disguise', 'O=system:nodes, CN=\\2A', node, { '4.10': 'yes, too wide' }],
    ['a wildcard for a part of a value is none', 'O=system:nodes, CN=system:node:*', node, { '4.10': 'no' }],
    ['%fromcert', '%fromcert', node, { '3.25': 'yes, too wide', '5.2': 'yes, too wide' }],
    [
      'another case, where NSS compares',
      'o=SYSTEM:NODES, cn=System:Node:A',
      node,
      { '4.10': 'yes', '5.2': 'yes', '5.4': 'no' },
    ],
    [
      'another case of a PrintableString',
      'CN=HOST',
      certificateOf(nameOf([['CN', 'host', 'printable']])),
      { '4.3': 'yes', '4.10': 'yes', '5.4': 'yes' },
    ],
    [
      'another case of what is no PrintableString',
      'CN=HOST_A',
      certificateOf(plainName('CN=host_a')),
      { '4.10': 'no', '5.4': 'no' },
    ],
    [
      'blanks run together, where NSS compares',
      'CN=a  b',
      certificateOf(plainName('CN=a b')),
      { '4.3': 'no', '4.10': 'yes', '5.4': 'no' },
    ],
    [
      'UTF-8 text becomes a T61String',
      'O=Müller GmbH',
      certificateOf(nameOf([['O', 'Müller GmbH']])),
      { '3.25': 'yes', '4.10': 'yes', '5.2': 'yes', '5.4': 'no' },
    ],
    [
      'an attribute that NSS does not know, in order',
      'S=Doe, CN=a',
      certificateOf(plainName('S=Doe, CN=a')),
      { '3.25': 'yes', '4.10': 'yes', '5.4': 'yes' },
    ],
    [
      'the same in another order',
      'CN=a, S=Doe',
      certificateOf(plainName('S=Doe, CN=a')),
      { '4.10': 'no', '5.2': 'no', '5.4': 'yes' },
    ],
    [
      'a country that is none, in another order',
      'CN=a, C=FRA',
      certificateOf(plainName('C=FRA, CN=a')),
      { '4.10': 'no', '5.4': 'yes' },
    ],
    [
      'a value that may be too long for NSS, in another order',
      `O=x, CN=${'a'.repeat(65)}`,
      certificateOf(plainName(`CN=${'a'.repeat(65)}, O=x`)),
      { '4.10': 'unknown', '5.4': 'yes' },
    ],
    [
      'a multi-valued RDN written as two',
      'CN=a, OU=b',
      certificateOf(
        nameOf([
          ['CN', 'a'],
          ['OU', 'b'],
        ]),
      ),
      { '4.10': 'yes', '5.2': 'yes', '5.4': 'yes' },
    ],
    [
      'a VisibleString never matches from 3.28, not even itself',
      `@~${nameOf([['CN', 'a', 'visible']]).derHex}`,
      certificateOf(nameOf([['CN', 'a', 'visible']])),
      { '3.27': 'yes', '3.28': 'no', '4.10': 'no' },
    ],
    ['an empty name asks for nothing and gets nothing', '@~3000', node, { '4.10': 'no', '5.2': 'no' }],
    ['bytes that are no name', '@~3131', node, { '4.10': 'no' }],
    ['a lost ID is the address, which no one certified', 'street=x', node, { '4.10': 'no', '5.2': 'no' }],
    [
      'or perhaps someone did',
      'street=x',
      certificateOf(node.subject, { type: 'ip', value: '10.0.0.1' }),
      { '4.10': 'unknown', '5.2': 'no' },
    ],
  ])('%s', (_why, text, certificate, rows) => {
    for (const [release, expected] of Object.entries(rows)) {
      expect([release, verdict(text, certificate, release as Release)]).toEqual([release, expected]);
    }
  });

  test('what we write for a subject is satisfied by its certificate, and is not too wide', () => {
    fc.assert(
      fc.property(rdnList(comparableTypes), anyRelease, (rdns, release) => {
        const subject = nameOf(...rdns);
        const text = identityText(subject, [release], valueAt('x'));
        if (text.kind === 'failed') return;
        expect(matchesIdentity(text.value, certificateOf(subject), release)).toMatchObject({
          verdict: 'yes',
          tooWide: false,
        });
      }),
      { numRuns: 300 },
    );
  });

  test('any text and any certificate have a verdict', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), rdnList(), anyRelease, (text, rdns, release) => {
        expect(['yes', 'no', 'unknown']).toContain(
          matchesIdentity(text, certificateOf(nameOf(...rdns)), release).verdict,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('an ID and the subject alternative names of a certificate', () => {
  const names: readonly SubjectAltName[] = [
    { type: 'dns', value: 'host.example.com' },
    { type: 'dns', value: '*.wild.example' },
    { type: 'ip', value: '10.0.0.1' },
    { type: 'email', value: 'user@example.com' },
  ];
  const certificate = certificateOf(plainName('CN=cn.example.com'), ...names);
  test.each<[why: string, text: string, release: Release, expected: string]>([
    ['a name that is there', '@host.example.com', '4.10', 'yes'],
    ['without regard to case', '@HOST.example.com', '4.10', 'yes'],
    ['a dot at the end is none of the name', '@host.example.com.', '4.10', 'no'],
    ['a name that is not there', '@other.example.com', '4.10', 'no'],
    ['the CN does not count', '@cn.example.com', '5.2', 'no'],
    ['up to 3.29 one side does not ask', '@other.example.com', '3.29', 'unknown'],
    ['a wildcard among the names', '@a.wild.example', '4.10', 'yes'],
    ['a wildcard stands for one label', '@b.a.wild.example', '4.10', 'no'],
    ['a wildcard before 4.3', '@a.wild.example', '3.32', 'unknown'],
    ['an address that is there', '10.0.0.1', '4.10', 'yes'],
    ['an address that is not', '10.0.0.2', '4.10', 'no'],
    ['an address behind an @ is compared as one', '@10.0.0.1', '4.10', 'yes'],
    ['an e-mail address', 'user@example.com', '4.10', 'yes'],
    ['a name that is looked up', 'host.example.com', '4.10', 'unknown'],
    ['no ID', '%any', '4.10', 'unknown'],
    ['the null ID', '%null', '4.10', 'no'],
    ['a key ID', '@#1234', '4.10', 'no'],
  ])('%s', (_why, text, release, expected) => {
    expect(verdict(text, certificate, release)).toBe(expected);
  });

  test('every release of the table gives a verdict', () => {
    for (const release of releases) expect(verdict(full, node, release)).toBe('yes');
  });
});
