import * as asn1js from 'asn1js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentsOf, type DerNode, encodingOf, maxDerBytes, readDer } from '../../src/x509/der.ts';
import {
  bitLength,
  integerHex,
  readBoolean,
  readFlags,
  readInteger,
  readOid,
  readSmallInteger,
  readTime,
} from '../../src/x509/der-values.ts';
import { arbitraryDer } from '../arbitraries/der.ts';
import { bits, concat, der, int, octets, oid, seq, set, text, utf8 } from '../support/der-writer.ts';

const hex = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
const problem = (bytes: Uint8Array): string => {
  const read = readDer(bytes);
  return read.kind === 'fault' ? read.problem : 'none';
};
const nodeOf = (bytes: Uint8Array): DerNode => {
  const read = readDer(bytes);
  if (read.kind === 'fault') throw new Error(read.problem);
  return read.node;
};

describe('what is only BER, or not even that, is refused', () => {
  test.each([
    { why: 'nothing', bytes: hex(''), says: 'a value must be there' },
    { why: 'an indefinite length', bytes: hex('30 80 00 00'), says: 'definite' },
    { why: 'an indefinite length inside', bytes: seq(hex('30 80 00 00')), says: 'definite' },
    { why: 'a long length for what fits in seven bits', bytes: hex('04 81 01 00'), says: 'shortest' },
    { why: 'a length with a leading zero', bytes: concat(hex('04 82 00 80'), new Uint8Array(128)), says: 'shortest' },
    { why: 'a length of four bytes', bytes: hex('04 84 00 00 00 01 00'), says: 'three bytes' },
    { why: 'a length of 127 bytes', bytes: hex('04 ff'), says: 'three bytes' },
    { why: 'a length that is cut', bytes: hex('04 82 01'), says: 'complete' },
    { why: 'no length', bytes: hex('04'), says: 'followed by a length' },
    { why: 'a value that is cut', bytes: hex('04 02 00'), says: 'by 1 bytes' },
    { why: 'a part longer than the whole', bytes: concat(hex('30 03 04 02 00'), hex('00')), says: 'by 1 bytes' },
    { why: 'something behind it', bytes: concat(seq(), hex('05 00')), says: 'nothing may follow' },
    { why: 'a byte behind it', bytes: concat(seq(), hex('05')), says: 'nothing may follow' },
    { why: 'an end-of-contents mark', bytes: seq(hex('00 00')), says: 'end-of-contents' },
    { why: 'a string in pieces', bytes: hex('24 04 04 02 61 62'), says: 'type 4 must not be constructed' },
    { why: 'a sequence that is primitive', bytes: hex('10 00'), says: 'type 16 must be constructed' },
    { why: 'a set that is primitive', bytes: hex('11 00'), says: 'type 17 must be constructed' },
    { why: 'an integer that is constructed', bytes: hex('22 00'), says: 'type 2 must not be constructed' },
    { why: 'a long tag for a small number', bytes: hex('9f 1e 00'), says: 'tag number' },
    { why: 'a long tag with a leading zero', bytes: hex('9f 80 1f 00'), says: 'tag number' },
    { why: 'a long tag that is cut', bytes: hex('9f 81'), says: 'tag number' },
    { why: 'a tag of four bytes', bytes: hex('9f 81 80 80 00 00'), says: 'tag number' },
  ])('$why', ({ bytes, says }) => {
    expect(problem(bytes)).toContain(says);
  });

  test('a long tag in its shortest form is read', () => {
    expect(nodeOf(hex('9f 1f 01 61'))).toMatchObject({ tag: 0x9f, body: 3, end: 4 });
    expect(nodeOf(hex('bf 81 00 02 05 00')).children).toHaveLength(1);
  });

  test('whatever one bit does to DER, what is still read is what stands there', () => {
    fc.assert(
      fc.property(arbitraryDer, fc.nat(), (bytes, place) => {
        const changed = Uint8Array.from(bytes);
        const i = place % (8 * bytes.length);
        changed[i >> 3] = (changed[i >> 3] as number) ^ (1 << (i & 7));
        const read = readDer(changed);
        if (read.kind === 'value') expect(rewrite(read.node)).toEqual(changed);
      }),
      { numRuns: 500 },
    );
  });
});

/** Writes a tree again from its leaves: equal bytes prove that every length is minimal and nothing is left out. */
function rewrite(node: DerNode): Uint8Array {
  const contents = node.children.length > 0 ? concat(...node.children.map(rewrite)) : contentsOf(node);
  const header = node.bytes[node.start] as number;
  if ((header & 0x1f) !== 0x1f) return der(header, contents);
  const lengthAt = node.start + 1 + node.bytes.subarray(node.start + 1).findIndex((octet) => octet < 0x80) + 1;
  return concat(node.bytes.subarray(node.start, lengthAt), der(0, contents).subarray(1));
}

describe('what the writer writes is read', () => {
  test('and written again it is the same', () => {
    fc.assert(
      fc.property(arbitraryDer, (bytes) => {
        const node = nodeOf(bytes);
        expect(rewrite(node)).toEqual(bytes);
        expect(encodingOf(node)).toEqual(bytes);
      }),
    );
  });

  test('as asn1js reads it', () => {
    fc.assert(
      fc.property(arbitraryDer, (bytes) => {
        const other = asn1js.fromBER(bytes);
        fc.pre(other.offset !== -1); // asn1js looks into some contents, such as those of identifiers
        expect(other.offset).toBe(bytes.length);
        const node = nodeOf(bytes);
        expect(other.result.blockLength).toBe(node.end);
        if (other.result instanceof asn1js.Sequence)
          expect(other.result.valueBlock.value).toHaveLength(node.children.length);
      }),
    );
  });
});

describe('hostile sizes', () => {
  const nested = (depth: number): Uint8Array => {
    const bytes: Uint8Array[] = [];
    let size = 0;
    for (let i = 0; i < depth; i += 1) {
      const head = seq(new Uint8Array(size)).subarray(0, seq(new Uint8Array(size)).length - size);
      bytes.push(head);
      size += head.length;
    }
    return concat(...bytes.reverse());
  };
  const rows = [
    {
      why: 'an object identifier of 250 KB',
      bytes: concat(hex('06 83 03 d0 90'), new Uint8Array(250_000).fill(0x81)),
      says: 'longer than',
    },
    {
      why: 'an object identifier of 60 KB',
      bytes: seq(concat(hex('06 82 ea 60'), new Uint8Array(59_999).fill(0x81), hex('01'))),
      says: 'none',
    },
    {
      why: '30,000 values',
      bytes: seq(...Array.from({ length: 30_000 }, () => hex('05 00'))),
      says: 'more than 10000 values',
    },
    { why: '5,000 deep', bytes: nested(5_000), says: 'deeper than 32' },
    { why: 'one byte too many', bytes: octets(new Uint8Array(maxDerBytes)), says: 'longer than' },
  ];
  test.each(rows)('$why', ({ bytes, says }) => {
    expect(problem(bytes)).toContain(says);
    const read = readDer(bytes);
    if (read.kind === 'value') expect(readOid(read.node.children[0])).toBeUndefined();
  });
});

describe('object identifiers', () => {
  test.each([
    { bytes: '06 03 55 04 03', dotted: '2.5.4.3' },
    { bytes: '06 01 00', dotted: '0.0' },
    { bytes: '06 01 27', dotted: '0.39' },
    { bytes: '06 01 28', dotted: '1.0' },
    { bytes: '06 01 4f', dotted: '1.39' },
    { bytes: '06 01 50', dotted: '2.0' },
    { bytes: '06 02 88 37', dotted: '2.999' },
    { bytes: '06 04 2a 81 80 00', dotted: '1.2.16384' },
  ])('$bytes is $dotted', ({ bytes, dotted }) => {
    const read = readDer(hex(bytes));
    expect(read.kind === 'value' ? readOid(read.node) : undefined).toBe(dotted);
  });

  test('with an arc of 128 bits, as UUIDs make them', () => {
    const dotted = `2.25.${2n ** 128n - 1n}`;
    expect(readOid(nodeOf(oid(dotted)))).toBe(dotted);
    expect(readOid(nodeOf(oid(`2.${2n ** 70n}`)))).toBe(`2.${2n ** 70n}`);
  });

  test('any is read as it was written', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom('0.5', '1.39', '2.5', '2.999'), arcs, (start, rest) => {
        const dotted = [start, ...rest].join('.');
        expect(readOid(nodeOf(oid(dotted)))).toBe(dotted);
      }),
    );
  });

  test.each([
    { why: 'empty', bytes: '06 00' },
    { why: 'an arc that is cut', bytes: '06 02 55 84' },
    { why: 'an arc with a leading zero', bytes: '06 03 55 80 03' },
    { why: 'a leading zero at the start', bytes: '06 02 80 55' },
    { why: 'another type', bytes: '04 01 55' },
  ])('malformed are undefined: $why', ({ bytes }) => {
    expect(readOid(nodeOf(hex(bytes)))).toBeUndefined();
  });
});

describe('other values', () => {
  test('true is 0xFF alone', () => {
    expect(
      ['01 01 ff', '01 01 00', '01 01 01', '01 00', '01 02 ff ff', '02 01 ff'].map((one) =>
        readBoolean(nodeOf(hex(one))),
      ),
    ).toEqual([true, false, undefined, undefined, undefined, undefined]);
  });

  test('integers have their shortest form', () => {
    expect(['02 00', '02 02 00 7f', '02 02 ff 80', '0a 01 01'].map((one) => readInteger(nodeOf(hex(one))))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
        const contents = readInteger(nodeOf(int(value)));
        expect(contents && BigInt(`0x${integerHex(contents)}`)).toBe(value);
      }),
    );
  });

  test.each([
    ['02 01 00', '00'],
    ['02 01 7f', '7f'],
    ['02 02 00 80', '80'],
    ['02 01 ff', '-01'],
    ['02 01 80', '-80'],
    ['02 02 ff 00', '-0100'],
    ['02 09 00 ff ff ff ff ff ff ff ff', 'ffffffffffffffff'],
  ])('%s is %s, as OpenSSL prints it', (bytes, printed) => {
    expect(integerHex(contentsOf(nodeOf(hex(bytes))))).toBe(printed);
  });

  test('small integers end at 2^31 − 1', () => {
    expect(
      ['02 04 7f ff ff ff', '02 05 00 80 00 00 00', '02 01 ff'].map((one) => readSmallInteger(nodeOf(hex(one)))),
    ).toEqual([0x7fffffff, undefined, undefined]);
  });

  test('flags are the numbers of the bits', () => {
    expect(readFlags(nodeOf(hex('03 02 05 a0')))).toEqual([0, 2]);
    expect(readFlags(nodeOf(hex('03 03 07 00 80')))).toEqual([8]);
    expect(readFlags(nodeOf(hex('03 01 00')))).toEqual([]);
    for (const bytes of ['03 00', '03 02 08 00', '03 02 04 a8', '03 01 01', '04 01 00'])
      expect(readFlags(nodeOf(hex(bytes)))).toBeUndefined();
    expect(readFlags(nodeOf(bits(new Uint8Array(9))))).toBeUndefined();
  });

  test('lengths of numbers are in bits', () => {
    expect([hex(''), hex('01'), hex('ff'), hex('01 00'), hex('80 00')].map(bitLength)).toEqual([0, 1, 8, 9, 16]);
  });

  const utc = (value: string): Date | undefined => readTime(nodeOf(der(0x17, text(value))));
  const generalized = (value: string): Date | undefined => readTime(nodeOf(der(0x18, text(value))));
  test.each([
    { why: 'the first year of two digits', read: utc('500101000000Z'), is: '1950-01-01T00:00:00.000Z' },
    { why: 'the last year of two digits', read: utc('491231235959Z'), is: '2049-12-31T23:59:59.000Z' },
    { why: 'four digits', read: generalized('20500101000000Z'), is: '2050-01-01T00:00:00.000Z' },
    { why: 'no end (RFC 5280 §4.1.2.5)', read: generalized('99991231235959Z'), is: '9999-12-31T23:59:59.000Z' },
    { why: 'the first century', read: generalized('00500102030405Z'), is: '0050-01-02T03:04:05.000Z' },
    { why: 'a leap day', read: utc('240229000000Z'), is: '2024-02-29T00:00:00.000Z' },
  ])('times: $why', ({ read, is }) => {
    expect(read?.toISOString()).toBe(is);
  });
  test.each([
    { why: 'no leap year', read: utc('250229000000Z') },
    { why: 'month 13', read: utc('251301000000Z') },
    { why: 'month 0', read: utc('250001000000Z') },
    { why: 'day 0', read: utc('250100000000Z') },
    { why: 'hour 24', read: utc('250101240000Z') },
    { why: 'minute 60', read: utc('250101006000Z') },
    { why: 'a leap second', read: utc('250101000060Z') },
    { why: 'no seconds', read: utc('2501010000Z') },
    { why: 'an offset', read: utc('250101000000+0100') },
    { why: 'local time', read: utc('250101000000') },
    { why: 'fractions', read: generalized('20250101000000.5Z') },
    { why: 'a sign', read: utc('-50101000000Z') },
    { why: 'lower case', read: utc('250101000000z') },
    { why: 'another type', read: readTime(nodeOf(utf8('250101000000Z'))) },
    { why: 'a set', read: readTime(nodeOf(set())) },
  ])('times that certificates may not have are undefined: $why', ({ read }) => {
    expect(read).toBeUndefined();
  });
});
