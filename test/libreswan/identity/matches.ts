/** Names as certificates have them, and IDs made of each: those that pluto's comparison of DNs tells apart. */
import type { CertifiedNames } from '../../../src/libreswan/identity/match-identity.ts';
import type { Name } from '../../../src/x509/name.ts';
import { type AttributeSpec, nameOf, plainName } from '../../support/name-der.ts';

const of = (...attributes: readonly AttributeSpec[]): Name => nameOf(...attributes.map((each) => [each]));

/** Each kind of name once: identifiers, string types, characters and lengths that some release treats in its own way. */
export const subjects: Readonly<Record<string, Name>> = {
  'a host': plainName('O=system:nodes, CN=system:node:a'),
  'an RDN of two': nameOf(
    [['O', 'n']],
    [
      ['CN', 'a'],
      ['OU', 'b'],
    ],
  ),
  'an attribute twice': plainName('OU=x, OU=y, CN=a'),
  PrintableString: of(['O', 'Org', 'printable'], ['CN', 'Host', 'printable']),
  'PrintableString with a character that is none': of(['O', 'n', 'printable'], ['CN', 'a_B', 'printable']),
  'PrintableString with a byte beyond ASCII': of(['O', 'n'], ['CN', 'a\xe9', 'printable']),
  'PrintableString with a NUL': of(['O', 'n'], ['CN', 'a\0B', 'printable']),
  IA5String: of(['O', 'n'], ['CN', 'Host', 'ia5']),
  'an e-mail address': of(['CN', 'a'], ['E', 'Admin@Example.com', 'ia5']),
  'an e-mail address as UTF8String': of(['CN', 'a'], ['E', 'Admin@Example.com']),
  'an e-mail address beyond ASCII': of(['CN', 'a'], ['E', 'é@example.com']),
  'an e-mail address with a NUL': of(['CN', 'a'], ['E', 'A\0b', 'ia5']),
  'a domain component': of(['DC', 'Example', 'ia5'], ['CN', 'a']),
  'a domain component beyond ASCII': of(['DC', 'é'], ['CN', 'a']),
  T61String: of(['O', 'M\xfcller', 't61'], ['CN', 'a']),
  BMPString: of(['O', 'n', 'bmp'], ['CN', 'a']),
  VisibleString: of(['O', 'n', 'visible'], ['CN', 'a']),
  UniversalString: of(['O', 'n', 'universal'], ['CN', 'a']),
  'beyond ASCII': plainName('O=Müller GmbH, CN=a'),
  'a user ID': plainName('O=n, UID=a'),
  'a serial number': plainName('CN=a, serialNumber=1'),
  'a place': plainName('C=DE, ST=B, L=M, CN=a'),
  'a country that is none': plainName('C=FRA, CN=a'),
  'a country with a blank': plainName('C=F R, CN=a'),
  ...Object.fromEntries(
    ['S', 'G', 'T', 'I', 'D', 'N', 'ID', 'unstructuredName', '0.2.262.1.10.7.20', '1.3.6.1.4.1.1201.1.1.2.2.75'].map(
      (key) => [`${key}, which NSS does not know`, of([key, 'x'], ['CN', 'a'])],
    ),
  ),
  ...Object.fromEntries(
    ['street', '1.2.3', '0.9.1', '2.5.4.97', '2.39.1', '2.40.1', '2.100.1', `1.2.${'1.'.repeat(13)}1`].map((key) => [
      `${key}, which has no keyword`,
      of([key, 'x'], ['CN', 'a']),
    ]),
  ),
  'an identifier of 32 characters': of([`1.2.${'1.'.repeat(13)}12`, 'x'], ['CN', 'a']),
  'large arcs': of(['1.2.840.113549.1.9.200', 'x'], ['1.2.16384', 'y']),
  'an empty value': of(['O', ''], ['CN', 'a']),
  'a value of blanks': plainName('O=  , CN=a'),
  'a blank before': plainName('O= n, CN=a'),
  'a blank behind': plainName('O=n , CN=a'),
  'blanks inside': plainName('O=a  b, CN=a'),
  'a line break': plainName('O=a\nb, CN=a'),
  'a number sign': plainName('O=#1, CN=a'),
  'a star': plainName('O=*, CN=a'),
  'a star and more': plainName('O=*a, CN=a'),
  'a comma': of(['O', 'Acme, Inc.'], ['CN', 'a']),
  'a plus, a slash and an equals sign': plainName('O=a+b/c=d, CN=a'),
  quotes: plainName('O="a", CN=a'),
  '64 bytes': plainName(`O=n, CN=${'a'.repeat(64)}`),
  '65 bytes': plainName(`O=n, CN=${'a'.repeat(65)}`),
  '400 bytes with keywords': plainName(Array.from('abcde', (letter) => `OU=${letter.repeat(60)}`).join(', ')),
  'a byte more': plainName(Array.from('abcde', (letter) => `OU=${letter.repeat(letter === 'a' ? 61 : 60)}`).join(', ')),
  nothing: nameOf(),
};

const rebuilt = (change: (attributes: AttributeSpec[]) => readonly AttributeSpec[]) => (name: Name) =>
  of(...change(name.rdns.flat().map(({ oid, value, type }) => [oid, value ?? '', type])));

/** Names that an ID may ask for, made of the subject. */
export const askedFor: Readonly<Record<string, (subject: Name) => Name>> = {
  'the same': (subject) => subject,
  'another order': rebuilt((all) => all.toReversed()),
  'without the first': rebuilt((all) => all.slice(1)),
  'one more': rebuilt((all) => [...all, ['OU', 'more']]),
  'the last is another': rebuilt((all) => [...all.slice(0, -1), ['CN', 'other']]),
  'any first': rebuilt((all) => [['O', '*'], ...all.slice(1)]),
  'capital letters': rebuilt((all) => all.map(([key, value, type = 'utf8']) => [key, value.toUpperCase(), type])),
  'capital letters, another order': rebuilt((all) =>
    all.map(([key, value, type = 'utf8']): AttributeSpec => [key, value.toUpperCase(), type]).toReversed(),
  ),
  'as UTF8String': rebuilt((all) => all.map(([key, value]) => [key, value])),
  'as PrintableString, another order': rebuilt((all) =>
    all.map(([key, value]): AttributeSpec => [key, value, 'printable']).toReversed(),
  ),
};

/** A certificate with names of every kind. */
export const names: CertifiedNames = {
  subject: plainName('O=Org, CN=cn.example.com'),
  subjectAltNames: [
    { type: 'dns', value: 'host.example.com' },
    { type: 'dns', value: '*.wild.example' },
    { type: 'ip', value: '10.0.0.1' },
    { type: 'email', value: 'user@example.com' },
    { type: 'dns', value: 'mail@example.com' },
    { type: 'dns', value: '10.0.0.3' },
  ],
};

/** IDs of every kind. */
export const identities: readonly string[] = [
  ...['O=Org, CN=cn.example.com', 'CN=cn.example.com, O=Org', 'O=Org', 'O=Org, CN=*', 'CN=*', 'O=Org, CN=x', 'O=org'],
  ...['CN=*, O=Org', '@~3000', '@~31', 'street=x', '%fromcert', '%any', '%none', '%null', '@#1234', '', '%nonsense'],
  ...['@host.example.com', '@HOST.Example.com..', '@other.example.com', '@cn.example.com', '@a.wild.example', '@wild'],
  ...['@*.wild.example', '@user@example.com', '@10.0.0.1', '@10.0.0.3', '10.0.0.1', '10.0.0.2', '10.0.0.3', 'fd00::1'],
  ...['user@example.com', 'User@Example.com', 'mail@example.com', 'other@example.com', 'host.example.com', 'nobody'],
];
