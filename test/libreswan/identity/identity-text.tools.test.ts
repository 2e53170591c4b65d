import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { readDn, tlv } from '../../../src/libreswan/identity/dn-der.ts';
import { identityText } from '../../../src/libreswan/identity/identity-text.ts';
import { type Identity, parseIdentity } from '../../../src/libreswan/identity/parse-identity.ts';
import { atLeast } from '../../../src/libreswan/release.ts';
import { idText } from '../../arbitraries/id-text.ts';
import { rdnList } from '../../arbitraries/name.ts';
import { nameOf } from '../../support/name-der.ts';
import { type AskedRelease, askedReleases, describeWithAsked } from '../../support/pluto.ts';
import { type ReadId, readIds } from '../../support/pluto-ids.ts';

const at = valueAt('x');

function expected(text: string, release: AskedRelease): string | undefined {
  const result = parseIdentity(text, release, at);
  return result.kind === 'ok' && result.value.kind === 'dn' ? result.value.derHex : undefined;
}

describeWithAsked(askedReleases, 'IDs', { addresses: ['10.0.0.1/24'], debug: ['base'] }, (pluto, release) => {
  test('any text with an equals sign is read as our reader reads it', () => {
    fc.assert(
      fc.property(fc.array(idText, { minLength: 150, maxLength: 150, size: 'max' }), (texts) => {
        const read = readIds(pluto(), texts);
        const both = texts.map((text, i) => ({ text, pluto: read[i]?.derHex, ours: expected(text, release) }));
        expect(both.filter((each) => each.pluto !== each.ours)).toEqual([]);
        // What it could not read is the address of the host up to 4.15, and no conn from 5.0.
        const lost = read.filter(({ derHex }) => derHex === undefined).map(({ type }) => type);
        expect(new Set(lost)).toEqual(new Set([atLeast(release, '5.0') ? undefined : 'ID_IPV4_ADDR']));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  test('the spelling of any subject is read as that subject', () => {
    fc.assert(
      fc.property(fc.array(rdnList(), { minLength: 100, maxLength: 100, size: 'max' }), (lists) => {
        const written = lists.flatMap((rdns) => {
          const result = identityText(nameOf(...rdns), [release], at);
          return result.kind === 'ok' ? [result.value] : [];
        });
        const read = readIds(pluto(), written);
        expect(read.map(({ type }) => type)).toEqual(written.map(() => 'ID_DER_ASN1_DN'));
        // pluto logs the DER of what was text; what was binary it shows as text.
        for (const [i, text] of written.entries()) {
          const { derHex, shown } = read[i] as ReadId;
          const theirs = text.startsWith('@~') ? shown : derHex;
          const ours = text.startsWith('@~')
            ? shownDn(expected(text, release) ?? '', release)
            : expected(text, release);
          expect({ text, dn: theirs }).toEqual({ text, dn: ours });
        }
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  test.each<[text: string, type: string | undefined, identity: Identity['kind'] | undefined]>([
    ['%any', 'ID_IPV4_ADDR', 'unset'],
    ['%none', 'ID_IPV4_ADDR', 'unset'],
    ['0.0.0.0', 'ID_IPV4_ADDR', 'unset'],
    ['%null', 'ID_NULL', 'null'],
    ['%fromcert', '%fromcert', 'from-certificate'],
    ['10.0.0.9', 'ID_IPV4_ADDR', 'address'],
    ['1', 'ID_IPV4_ADDR', 'address'],
    ['10.9', 'ID_IPV4_ADDR', 'address'],
    ['010.0.0.9', 'ID_IPV4_ADDR', 'address'],
    ['fd00::1', 'ID_IPV6_ADDR', 'address'],
    ['a@b', 'ID_USER_FQDN', 'user-fqdn'],
    ['@a', 'ID_FQDN', 'fqdn'],
    ['@', 'ID_FQDN', 'fqdn'],
    ['@#1234', 'ID_KEY_ID', 'key-id'],
    ['@[abc]', 'ID_KEY_ID', 'key-id'],
    ['@#0x12', undefined, undefined],
    ['@[a=b]', undefined, undefined],
    ['@~', undefined, undefined],
    ['@~123', undefined, undefined],
    ['%myid', undefined, undefined],
  ])('%s is %s', (text, type, identity) => {
    const result = parseIdentity(text, release, at);
    expect(result.kind === 'ok' ? result.value.kind : undefined).toBe(identity);
    if (identity === undefined) expect(result.findings).toMatchObject([{ code: 'libreswan/bad-identity', at }]);
    // Up to 4.15 an ID that is not understood is the address.
    const theirs = type ?? (atLeast(release, '5.0') ? undefined : 'ID_IPV4_ADDR');
    expect(readIds(pluto(), [text])[0]?.type).toBe(theirs);
  });
});

const keywords: Readonly<Record<string, string>> = {
  ...{ '2.5.4.3': 'CN', '2.5.4.4': 'S', '2.5.4.5': 'SN', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST' },
  ...{ '2.5.4.10': 'O', '2.5.4.11': 'OU', '2.5.4.12': 'T', '2.5.4.13': 'D', '2.5.4.41': 'N', '2.5.4.42': 'G' },
  ...{ '2.5.4.43': 'I', '2.5.4.45': 'ID', '1.2.840.113549.1.9.1': 'E', '1.2.840.113549.1.9.2': 'unstructuredName' },
  ...{ '0.9.2342.19200300.100.1.1': 'UID', '0.9.2342.19200300.100.1.25': 'DC' },
};

/** How `ipsec status` shows a DN from 3.30 on. */
function shownDn(hex: string, release: AskedRelease): string {
  const attributes = readDn(fromLatin1(fromHex(hex) ?? new Uint8Array())) ?? [];
  return attributes
    .map(({ oid, tag, contents }) => `${keywords[oid] ?? shownOid(oid)}=${shownValue(oid, tag, contents, release)}`)
    .join(', ');
}

/** pluto shows the first octet of an identifier as two arcs, also where it is only the first half of one. */
function shownOid(oid: string): string {
  return oid.replace(/^2\.999\./, '3.16.55.');
}

function shownValue(oid: string, tag: number, contents: string, release: AskedRelease): string {
  if (keywords[oid] === undefined || contents.startsWith('#')) {
    return `#${Buffer.from(tlv(tag, contents), 'latin1').toString('hex').toUpperCase()}`;
  }
  // From 5.4 a number sign within a value is shown as it is.
  const escaped = release === '5.4' ? /[\\"+,;<>=]/g : /[\\"+,;<>#=]/g;
  return contents
    .replace(escaped, '\\$&')
    .replace(/[^ -~]/g, (byte) => `\\${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    .replace(/^ | $/g, '\\ ');
}
