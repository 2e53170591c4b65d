import fc from 'fast-check';
import { type Release, type ReleaseRange, releaseRange, releases } from '../../src/libreswan/release.ts';
import type { StringType } from '../../src/x509/name.ts';
import type { AttributeSpec } from '../support/name-der.ts';

/** Characters that mean something to some reader: separators, quotes, escapes, controls, wildcards, and beyond ASCII. */
const hostile = [...',/\\"#=+;<>*%@{}\'`$|&()?:_-. \t\n\r\0'].concat('é', 'ß', '日', '\u202e', '😀', '\x7f');

const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ019') },
  { weight: 5, arbitrary: fc.constantFrom(...hostile) },
);

/** Keywords that libreswan knows, and identifiers that it does not. */
const key = fc.constantFrom(
  ...[
    'CN',
    'O',
    'OU',
    'C',
    'L',
    'ST',
    'DC',
    'UID',
    'E',
    'serialNumber',
    'T',
    'G',
    'S',
    'I',
    'D',
    'N',
    'ID',
    'unstructuredName',
  ],
  ...['street', 'organizationIdentifier', '1.2.16384', '1.2.128', '2.999.1', '1.3.6.1.4.1.4294967296', '2.39.1'],
);

const limits: Readonly<Record<StringType, number>> = {
  utf8: 0x10ffff,
  printable: 0x7f,
  ia5: 0x7f,
  visible: 0x7f,
  numeric: 0x7f,
  t61: 0xff,
  bmp: 0xffff,
  universal: 0x10ffff,
  other: 0x10ffff,
};

/** An attribute of any type whose text the type can hold. */
export function attribute(...types: readonly StringType[]): fc.Arbitrary<AttributeSpec> {
  return fc.constantFrom(...types).chain((type) =>
    fc.tuple(
      key,
      fc
        .oneof(
          fc.string({ unit: character, maxLength: 12 }),
          fc.constantFrom('*', '', ' ', '#', 'host.example.com', 'a, b', 'a/b'),
        )
        .map((text) => [...text].filter((each) => (each.codePointAt(0) as number) <= limits[type]).join('')),
      fc.constant(type),
    ),
  );
}

export const comparableTypes: readonly StringType[] = ['utf8', 'printable', 'ia5', 't61', 'bmp'];
export const allTypes: readonly StringType[] = [...comparableTypes, 'universal', 'visible', 'numeric', 'other'];

/** The RDNs of a name: mostly single-valued, at least one. */
export function rdnList(types: readonly StringType[] = allTypes): fc.Arbitrary<readonly (readonly AttributeSpec[])[]> {
  const rdn = fc.oneof(
    { weight: 8, arbitrary: fc.array(attribute(...types), { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(attribute(...types), { minLength: 2, maxLength: 3 }) },
  );
  return fc.array(rdn, { minLength: 1, maxLength: 6 });
}

export const release: fc.Arbitrary<Release> = fc.constantFrom(...releases);

export const range: fc.Arbitrary<ReleaseRange> = fc
  .tuple(fc.nat(releases.length - 1), fc.nat(releases.length - 1))
  .map(([a, b]) => releaseRange(releases[Math.min(a, b)] as Release, releases[Math.max(a, b)] as Release));
