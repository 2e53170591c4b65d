import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { readPskMaster } from '../../src/inventory/psk-master.ts';

const at = valueAt('psk', 'master');
const bytes = Uint8Array.from({ length: 32 }, (_, i) => i);

describe('a master', () => {
  test.each<[string, Uint8Array | string]>([
    ['31 bytes', bytes.subarray(1)],
    ['31 bytes in hexadecimal digits', `0x${'abcdef1234567890'.repeat(4).slice(2)}`],
    ['32 bytes, all zero', new Uint8Array(32)],
    ['an empty file', new Uint8Array()],
    ['an empty text', ''],
    ['0x and nothing', '0x'],
    ['the path of a file', '/etc/origin/ipsec/a-rather-long-folder/psk.key'],
    ['hexadecimal digits without 0x', 'abcdef1234567890'.repeat(4)],
  ])('of %s is refused, and not shown', (_, content) => {
    const read = readPskMaster(content, at);
    expect(read.kind).toBe('failed');
    expect(read.findings.map((finding) => [finding.code, finding.at])).toEqual([['inventory/weak-master', at]]);
    expect(JSON.stringify(read.findings)).not.toMatch(/abcdef|origin/);
  });

  test('as hexadecimal digits is the bytes that they stand for', () => {
    const read = readPskMaster(`0x${Buffer.from(bytes).toString('hex')}`, at);
    expect(read.kind === 'ok' && [...read.value.reveal()]).toEqual([...bytes]);
  });

  test('of bytes is these bytes, a line feed at the end included', () => {
    const read = readPskMaster(Buffer.from(`${'0123456789abcdef'.repeat(4)}\n`), at);
    expect(read.kind === 'ok' && read.value.reveal()).toHaveLength(65);
  });
});
