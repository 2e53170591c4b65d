import { expect, test } from 'vitest';
import { readFileModes } from '../../../src/hosts/facts/file-modes.ts';

test('each line is a file: bits, owner, group, and a path that may hold blanks', () => {
  const modes = readFileModes('600 0 0 etc/ipsec.secrets\n4755 7 8 /etc/ipsec.d/a b.conf\n');
  expect([...(modes?.keys() ?? [])]).toEqual(['etc/ipsec.secrets', 'etc/ipsec.d/a b.conf']);
  expect(modes?.get('etc/ipsec.secrets')).toEqual({ bits: 0o600, owner: 0, group: 0, line: 1 });
  expect(modes?.get('etc/ipsec.d/a b.conf')).toEqual({ bits: 0o4755, owner: 7, group: 8, line: 2 });
});

test.each(['', 'nonsense', '-rw------- 1 root root 5 Nov 1 etc/ipsec.secrets\n', '900 0 0 etc/x\n', '600 0 0 \n'])(
  'what has no such line says nothing of modes: %j',
  (text) => {
    expect(readFileModes(text)).toBeUndefined();
  },
);

test('nothing gathered, nothing known', () => {
  expect(readFileModes(undefined)).toBeUndefined();
});
