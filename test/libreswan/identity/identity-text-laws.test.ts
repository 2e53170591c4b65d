import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { type DnAttribute, readDn } from '../../../src/libreswan/identity/dn-der.ts';
import { identityText } from '../../../src/libreswan/identity/identity-text.ts';
import { parseIdentity } from '../../../src/libreswan/identity/parse-identity.ts';
import type { Name } from '../../../src/x509/name.ts';
import { comparableTypes, range, rdnList, release } from '../../arbitraries/name.ts';
import { referenceDn } from '../../reference/pluto-dn-reader.ts';
import { nameOf } from '../../support/name-der.ts';

const at = valueAt('nodes', 'a');

function binary(hex: string): string {
  return hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** The same name to pluto of every release: the same attributes in order, equal or in ASCII under types that it lets differ. */
function isSameDn(hex: string | undefined, name: Name): boolean {
  if (hex === name.derHex) return true;
  const read = hex === undefined ? undefined : readDn(binary(hex));
  const own = readDn(binary(name.derHex));
  const comparable = [0x0c, 0x13, 0x14, 0x16];
  const same = (a: DnAttribute, b: DnAttribute): boolean =>
    a.oid === b.oid &&
    a.contents === b.contents &&
    (a.tag === b.tag || (/^[ -~]*$/.test(a.contents) && comparable.includes(a.tag) && comparable.includes(b.tag)));
  return (
    read !== undefined &&
    own !== undefined &&
    name.rdns.every((rdn) => rdn.length === 1) &&
    read.length === own.length &&
    read.every((attribute, i) => same(attribute, own[i] as DnAttribute))
  );
}

describe('the spelling of any subject', () => {
  test('is read as the same name by every release of the range', () => {
    fc.assert(
      fc.property(rdnList(), range, (rdns, releases) => {
        const name = nameOf(...rdns);
        const result = identityText(name, releases, at);
        if (result.kind === 'failed') return;
        for (const each of releases) {
          expect({ text: result.value, each, same: isSameDn(referenceDn(result.value, each), name) }).toEqual({
            text: result.value,
            each,
            same: true,
          });
        }
      }),
      { numRuns: 400 },
    );
  });

  test('exists for every release by itself, unless pluto could not compare the name or would take too much for it', () => {
    fc.assert(
      fc.property(rdnList(comparableTypes), release, (rdns, each) => {
        const name = nameOf(...rdns);
        const codes = identityText(name, [each], at).findings.map(({ code }) => code);
        const wildcard = rdns.flat().some(([, value]) => value === '*');
        expect(codes.length > 0).toBe(wildcard);
        expect(new Set(codes)).toEqual(new Set(wildcard ? ['libreswan/wildcard-subject'] : []));
      }),
      { numRuns: 400 },
    );
  });

  test('holds no quote, control character or byte beyond ASCII, and never begins with a percent sign', () => {
    fc.assert(
      fc.property(rdnList(), range, (rdns, releases) => {
        const result = identityText(nameOf(...rdns), releases, at);
        if (result.kind === 'ok') expect(result.value).toMatch(/^(?!%)(?!.*")[ -~]+$/);
      }),
      { numRuns: 400 },
    );
  });

  test('is read back by our own reader as the reference reads it', () => {
    fc.assert(
      fc.property(rdnList(), range, (rdns, releases) => {
        const result = identityText(nameOf(...rdns), releases, at);
        if (result.kind === 'failed') return;
        for (const each of releases) {
          const read = parseIdentity(result.value, each, at);
          expect(read).toMatchObject({ kind: 'ok', value: { kind: 'dn', derHex: referenceDn(result.value, each) } });
        }
      }),
      { numRuns: 200 },
    );
  });
});
