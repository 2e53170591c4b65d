/** Time and stack on input that a lexer fears. Bounds are generous: they tell linear from quadratic, not fast from slow. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkRelease } from '../../../src/libreswan/ipsec-conf/check-release.ts';
import { parseConf } from '../../../src/libreswan/ipsec-conf/parse.ts';
import { type Release, releases } from '../../../src/libreswan/release.ts';

const pieces = [
  '"',
  '{',
  '}',
  ' ',
  '\t',
  '#',
  '=',
  '\r',
  '\0',
  'a',
  'x-',
  '%forever',
  '\n',
  '\n\t',
  '\tleftid=\n',
  '\tmtu=1\n',
  '\tx-y\n',
  'conn a\n',
  'conn\n',
  '\tmtu',
  '\tmtu="',
  'include x\n',
  '\t"',
  '12',
];

/** The processor time in milliseconds. */
function cpu(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('a piece of any kind, repeated to 200 kB, after any other: at most two seconds to read and judge', {
  timeout: 300_000,
}, () => {
  fc.assert(
    fc.property(
      fc.constantFrom('', 'conn a\n', 'conn a\n\tleftid=', 'config setup\n'),
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }),
      fc.constantFrom<Release>(...releases),
      (start, repeated, release) => {
        const unit = repeated.join('');
        const text = start + unit.repeat(Math.ceil(200_000 / unit.length));
        const time = cpu(() => {
          const { conf } = parseConf(text, release);
          checkRelease(conf, release);
        });
        expect(time).toBeLessThan(2000);
      },
    ),
    { numRuns: process.env.SWANMESH_LONG ? 1000 : 25 },
  );
});
