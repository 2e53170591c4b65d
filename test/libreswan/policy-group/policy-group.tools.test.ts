import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupInstanceName } from '../../../src/libreswan/policy-group/instance.ts';
import { parsePolicyGroup, policyGroupTargets } from '../../../src/libreswan/policy-group/parse.ts';
import { editedGroupText, groupText } from '../../arbitraries/group-text.ts';
import { describeWithPluto } from '../../support/pluto.ts';

const long = process.env.SWANMESH_LONG === '1';
const conf = `config setup

conn clear
	left=10.0.0.1
	right=%group
	authby=never
	type=passthrough
	auto=add
`;

describeWithPluto(
  ['4.3', '4.10', '5.2'],
  'a group conn has the instances that we read from its file',
  { addresses: ['10.0.0.1/24'] },
  (pluto, { release }) => {
    /** The instances that pluto lists; the conn is added anew for each file. */
    const ask = (text: string): readonly string[] => {
      const running = pluto();
      running.write('ipsec.conf', conf);
      running.write('ipsec.d/policies/clear', text);
      running.load();
      running.whack('--listen');
      const status = running.whack('--status').stdout;
      running.whack('--delete', '--name', 'clear');
      return [...new Set([...status.matchAll(/"(clear#[^"]+)"/g)].map(([, name]) => name as string))].sort();
    };

    test('for random files, sound, unsound and edited', () => {
      fc.assert(
        fc.property(fc.oneof(groupText, editedGroupText), (text) => {
          const document = parsePolicyGroup(text, release);
          const lines = document.entries.flatMap((entry) => (entry.kind === 'line' ? [entry] : []));
          // Not portable, so not predicted: shorthands, and octal, hexadecimal or named protocols and ports.
          fc.pre(
            lines.every(({ faults }) =>
              faults.every(({ kind, text: word }) => kind !== 'ambiguous' && !isOdd(kind, word)),
            ),
          );
          const expected = policyGroupTargets(document).map((target) => groupInstanceName('clear', target));
          expect(ask(text)).toEqual([...expected].sort());
        }),
        { numRuns: long ? 4000 : 120 },
      );
    }, 600_000);
  },
);

function isOdd(kind: string, word: string): boolean {
  return (kind === 'protocol' || kind === 'port') && /^["'`+]*0[0-9x]|^\+/i.test(word);
}
