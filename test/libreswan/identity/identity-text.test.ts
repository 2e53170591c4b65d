import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { identityText } from '../../../src/libreswan/identity/identity-text.ts';
import { type Release, releaseRange } from '../../../src/libreswan/release.ts';
import type { Name } from '../../../src/x509/name.ts';
import { nameOf, plainName } from '../../support/name-der.ts';

const at = valueAt('nodes', 'a', 'certificate');

function written(name: Name, from: Release, to: Release = from): string {
  const result = identityText(name, releaseRange(from, to), at);
  return result.kind === 'ok' ? result.value : result.findings.map(({ code }) => code).join(' ');
}

function binary(name: Name): string {
  return `@~${name.derHex}`;
}

const node = plainName('O=system:nodes, CN=system:node:a');
const comma = nameOf([['O', 'Acme, Inc.']], [['CN', 'a']]);
const slash = nameOf([['O', 'A/B']], [['CN', 'a']]);
const edge = nameOf([['O', 'Acme,']], [['CN', 'a']]);
const backslash = nameOf([['CN', 'a\\b']]);
const quote = nameOf([['CN', 'a" leftupdown="/tmp/evil']]);
const umlaut = nameOf([['CN', 'höst']]);
const bmp = nameOf([['CN', 'host', 'bmp']]);
const multi = nameOf([
  ['CN', 'a'],
  ['OU', 'b'],
]);
const unknown = nameOf([['organizationIdentifier', 'X-1']], [['CN', 'a']]);
const zeroGroup = nameOf([['1.2.16384', 'x']], [['CN', 'a']]);
const long = nameOf(...Array.from({ length: 8 }, (_, i) => [['OU', `${i}`.padEnd(60, 'x')] as const]));
const huge = nameOf(...Array.from({ length: 13 }, (_, i) => [['OU', `${i}`.padEnd(60, 'x')] as const]));
const visible = nameOf([['CN', 'host', 'visible']]);

describe('the spelling of a subject by release', () => {
  test.each<[why: string, name: Name, from: Release, to: Release, text: string]>([
    ['plain text is read alike everywhere', node, '3.15', '5.4', 'O=system:nodes, CN=system:node:a'],
    [
      'a serial number is no surname',
      nameOf([['serialNumber', '1']], [['S', 'Doe']]),
      '3.15',
      '5.4',
      'serialNumber=1, S=Doe',
    ],
    [
      '+ ; = < > : @ _ and # inside are data',
      plainName('CN=a+b;c=d<e>f:g@h_i#j'),
      '3.15',
      '5.4',
      'CN=a+b;c=d<e>f:g@h_i#j',
    ],
    ['a comma is doubled up to 3.29', comma, '3.15', '3.29', 'O=Acme,, Inc., CN=a'],
    ['a slash as well', slash, '3.15', '3.29', 'O=A//B, CN=a'],
    ['a separator at the edge of a value can not be told from one between RDNs', edge, '3.25', '3.25', binary(edge)],
    ['from 3.30 the value goes as its encoding', comma, '3.30', '5.4', 'O=#0c0a41636d652c20496e632e, CN=a'],
    ['no doubling and no BER serves 3.29 and 3.30, the binary form does', comma, '3.29', '3.30', binary(comma)],
    ['4.0 reads the binary form otherwise', comma, '3.29', '4.0', 'libreswan/no-common-spelling'],
    ['a backslash is data up to 3.29', backslash, '3.25', '3.25', binary(backslash)],
    ['and an escape from 3.30', backslash, '4.10', '4.10', 'CN=#0c03615c62'],
    [
      'a quote never stands in the text',
      quote,
      '4.10',
      '4.10',
      'CN=#0c186122206c6566747570646f776e3d222f746d702f6576696c',
    ],
    [
      'text never makes a UTF8String, so beyond ASCII the encoding is given',
      umlaut,
      '3.30',
      '5.4',
      'CN=#0c0568c3b67374',
    ],
    ['nor is there another way before 3.30', umlaut, '3.15', '3.29', binary(umlaut)],
    ['a BMPString is given as its encoding', bmp, '4.8', '5.4', 'CN=#1e080068006f00730074'],
    [
      'an empty value is misread up to 3.27',
      nameOf([['O', '']], [['CN', 'a']]),
      '3.27',
      '3.27',
      binary(nameOf([['O', '']], [['CN', 'a']])),
    ],
    ['and given as its encoding later', nameOf([['O', '']], [['CN', 'a']]), '4.10', '4.10', 'O=#0c00, CN=a'],
    ['a leading blank is stripped by the readers', nameOf([['CN', ' a']]), '4.10', '4.10', 'CN=#0c022061'],
    ['a trailing one too', nameOf([['CN', 'a ']]), '4.10', '4.10', 'CN=#0c026120'],
    ['a number sign first means BER', nameOf([['CN', '#a']]), '4.10', '4.10', 'CN=#0c022361'],
    ['an equals sign first is skipped by some', nameOf([['CN', '=a']]), '4.10', '4.10', 'CN=#0c023d61'],
    ['a multi-valued RDN is only there in binary', multi, '5.2', '5.2', binary(multi)],
    ['from 4.0 to 4.7 two characters are skipped', multi, '4.0', '4.7', `@~0x${multi.derHex}`],
    ['so nothing serves both 4.7 and 4.8', multi, '4.7', '4.8', 'libreswan/no-common-spelling'],
    ['an attribute without keyword has its identifier', unknown, '3.30', '5.4', '2.5.4.97=#0c03582d31, CN=a'],
    ['but not up to 3.29', unknown, '3.29', '3.29', binary(unknown)],
    ['an identifier that is mis-encoded is only there in binary', zeroGroup, '5.4', '5.4', binary(zeroGroup)],
    ['more than the reader can hold is only there in binary', long, '5.4', '5.4', binary(long)],
    ['up to what fits into a message to pluto', huge, '5.4', '5.4', 'libreswan/subject-too-long'],
    ['a VisibleString matches up to 3.27', visible, '3.27', '3.27', binary(visible)],
    ['and nothing at all from 3.28', visible, '3.27', '3.28', 'libreswan/unmatchable-subject'],
    [
      'a lone asterisk means any value',
      nameOf([['O', 'x']], [['CN', '*']]),
      '5.4',
      '5.4',
      'libreswan/wildcard-subject',
    ],
    ['in every string type', nameOf([['CN', '*', 'bmp']]), '5.4', '5.4', 'libreswan/wildcard-subject'],
    ['an asterisk among others does not', plainName('CN=*.example.com'), '3.15', '5.4', 'CN=*.example.com'],
    ['an empty subject asks nothing of the peer', nameOf(), '4.10', '4.10', 'libreswan/empty-subject'],
  ])('%s', (_why, name, from, to, text) => {
    expect(written(name, from, to)).toBe(text);
  });

  test('every fault is reported, at the place that was given', () => {
    const result = identityText(nameOf([['O', '*']], [['CN', 'x', 'numeric']]), releaseRange('4.10'), at);
    expect(result.findings.map((finding) => [finding.code, finding.at])).toEqual([
      ['libreswan/wildcard-subject', at],
      ['libreswan/unmatchable-subject', at],
    ]);
  });
});
