import { expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { readConnName } from '../../src/libreswan/conn-name.ts';

const at = valueAt('nodes', 'x');

test.each(['a', '_a', 'node-1.example.com', 'A_b'])('%s is the name of a conn', (name) => {
  expect(readConnName(name, at)).toEqual({ kind: 'ok', value: name, findings: [] });
});

test.each(['', '1', '42', '-a', '.a', '%default', 'a b', 'a#b', 'a[1]', 'a/b', 'a=b', 'a*', 'ä', 'a\n', 'a\nb', 'a"'])(
  '%j is no name of a conn',
  (name) => {
    const result = readConnName(name, at);
    expect(result.findings.map(({ code, at }) => ({ code, at }))).toEqual([{ code: 'libreswan/conn-name', at }]);
  },
);
