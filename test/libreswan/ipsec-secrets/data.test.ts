import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeData } from '../../../src/libreswan/ipsec-secrets/data.ts';

const decode = (token: string) => decodeData(token, Buffer.from(token));
const bytesOf = (token: string) => {
  const decoded = decode(token);
  return decoded.kind === 'bytes' ? Buffer.from(decoded.bytes).toString('latin1') : decoded.reason;
};

test('every spelling gives back the bytes that it was made of', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(bytesOf(`0x${buffer.toString('hex')}`)).toBe(buffer.toString('latin1'));
      expect(bytesOf(`0X${buffer.toString('hex').toUpperCase()}`)).toBe(buffer.toString('latin1'));
      expect(bytesOf(`0s${buffer.toString('base64')}`)).toBe(buffer.toString('latin1'));
    }),
  );
  expect(bytesOf('0tä "b" # c')).toBe(Buffer.from('ä "b" # c').toString('latin1'));
});

test.each([
  ['0x61_62', 'ab', 'an underscore parts two bytes'],
  ['0sYQ==Yg==', 'ab', 'each group of four stands by itself'],
])('%s is %j: %s', (token, expected) => {
  expect(bytesOf(token)).toBe(expected);
});

test.each([
  ['abc', 'begins with none of 0x, 0s and 0t'],
  ['0', 'begins with none of 0x, 0s and 0t'],
  ['0z61', 'begins with none of 0x, 0s and 0t'],
  ['"0x61"', 'begins with none of 0x, 0s and 0t'],
  ['0x', 'has no bytes behind its prefix'],
  ['0t', 'has no bytes behind its prefix'],
  ['0x616', 'ends in the middle of a byte'],
  ['0x61_', 'ends in the middle of a byte'],
  ['0x61__62', 'has a character that is no hexadecimal digit'],
  ['0x6_1', 'has a character that is no hexadecimal digit'],
  ['0sYQ', 'ends in the middle of a group of four base64 characters'],
  ['0s=QJj', 'has a character that is not of base64'],
  ['0sYQ=a', 'has a character that is not of base64'],
  ['0sYR==', 'has bits set in the padding of its base64'],
  ['0sYWK=', 'has bits set in the padding of its base64'],
])('%s is malformed: it %s', (token, reason) => {
  expect(decode(token)).toEqual({ kind: 'malformed', reason });
});

test('no reason holds anything of the data', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const known = new Set(
        [
          decode('abc'),
          decode('0x'),
          decode('0x6'),
          decode('0xzz'),
          decode('0sY'),
          decode('0s===='),
          decode('0sYR=='),
        ].map((d) => JSON.stringify(d)),
      );
      const decoded = decode(text);
      if (decoded.kind === 'malformed') expect(known).toContain(JSON.stringify(decoded));
    }),
  );
});
