import fc from 'fast-check';
import { newEcKey, newRsaKey, usage } from '../support/authority.ts';
import {
  altNames,
  certificate,
  constraints,
  dns,
  extension,
  implicit,
  int,
  ip,
  name,
  purposes,
  spkiOf,
  text,
  utf8,
} from '../support/der-writer.ts';
import { arbitraryAttributes } from './attributes.ts';

const keys = [newEcKey(), newEcKey('P-384'), newRsaKey(1024)].map(({ publicKey }) => spkiOf(publicKey));

const arbitraryTime = fc
  .date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((time) => new Date(Math.floor(time.getTime() / 1000) * 1000));

const host = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}(\.[a-z]{2,5})?$/).map(dns);
const address = fc
  .oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 }))
  .map((bytes) => ip(...bytes));
const uri = fc.webUrl().map((value) => implicit(6, text(value)));

const arbitraryExtension = fc.oneof(
  fc.array(fc.oneof(host, address, uri), { minLength: 1, maxLength: 4 }).map((names) => altNames(...names)),
  fc
    .tuple(fc.boolean(), fc.option(fc.nat(3), { nil: undefined }))
    .map(([isCa, length]) => constraints(isCa, isCa ? length : undefined)),
  fc.constantFrom(0x80, 0xa0, 0xe0).map((octet) => usage(octet, octet === 0x80 ? 7 : 5)),
  fc
    .subarray(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.17', '1.2.3.4'], { minLength: 1 })
    .map((oids) => purposes(...oids)),
  fc.string({ maxLength: 20 }).map((value) => extension('1.2.3.4.5', utf8(value), true)),
);

const idOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 12)).toString('hex').slice(4, 24);

/** A certificate of our writer: names of all string types and hostile characters, every kind of time, no extension twice. */
export const arbitraryCertificate: fc.Arbitrary<Uint8Array> = fc
  .record({
    subject: arbitraryAttributes.map((list) => name(...list)),
    issuer: arbitraryAttributes.map((list) => name(...list)),
    serial: fc.bigInt({ min: 1n, max: 2n ** 159n }).map(int),
    notBefore: arbitraryTime,
    notAfter: arbitraryTime,
    spki: fc.constantFrom(...keys),
    extensions: fc.uniqueArray(arbitraryExtension, { maxLength: 4, selector: (bytes) => oidIn(bytes) }),
  })
  .map(certificate);

/** The identifier of an extension is its first member: tag, length, contents. */
function oidIn(bytes: Uint8Array): string {
  const start = (bytes[1] as number) < 0x80 ? 2 : 2 + ((bytes[1] as number) & 0x7f);
  return idOf(bytes.subarray(start, start + 2 + (bytes[start + 1] as number)));
}
