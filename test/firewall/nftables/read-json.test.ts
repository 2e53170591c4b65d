import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNftJson } from '../../../src/firewall/nftables/read-json.ts';
import { understandNft } from '../../../src/firewall/nftables/understand.ts';
import { filterCase } from '../../arbitraries/host-filter.ts';
import { valueIn } from '../../support/results.ts';
import { judgeCase } from './judge-case.ts';

/** JSON with the words of nft in it, so that it gets past the first key. */
const words = fc.constantFrom(
  ...[
    'nftables',
    'table',
    'chain',
    'rule',
    'set',
    'expr',
    'match',
    'vmap',
    'left',
    'right',
    'op',
    'key',
    'data',
    'meta',
    'payload',
  ],
  ...[
    'family',
    'name',
    'hook',
    'prio',
    'policy',
    'accept',
    'drop',
    'jump',
    'target',
    'range',
    'prefix',
    'elem',
    'xt',
    'fib',
    '&',
  ],
);
const nearlyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom('inet', 'input', '==', '@s', 'esp', 'ip', 'saddr', '10.0.0.0'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.dictionary(words, tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
}));

describe('readNftJson', () => {
  test('every text is read or refused, and what was read can be judged', () => {
    const entry = fc.dictionary(
      fc.constantFrom('table', 'chain', 'rule', 'set'),
      fc.record(
        {
          family: fc.constantFrom('inet', 'ip', 'arp'),
          table: fc.constantFrom('t', 'u'),
          chain: fc.constantFrom('c', 'd'),
          name: fc.constantFrom('t', 'c', 's'),
          hook: fc.constantFrom('input', 'output', 7),
          expr: fc.array(nearlyJson.value, { maxLength: 4 }),
          elem: nearlyJson.value,
        },
        { requiredKeys: ['family', 'table', 'chain', 'name'] },
      ),
      { maxKeys: 2 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(entry, { maxLength: 6 }).map((nftables) => JSON.stringify({ nftables })),
        ),
        (text) => {
          const tables = readNftJson(text, 'nft.json');
          if (tables.kind === 'failed') {
            expect(tables.findings.map(({ code }) => code)).toEqual(['firewall/unreadable']);
            return;
          }
          const [one] = fc.sample(filterCase(), { numRuns: 1, seed: 1 });
          if (one !== undefined) judgeCase(understandNft(tables.value), one);
        },
      ),
    );
  });

  test.each([
    { right: { set: ['esp', 'udp', 'ah'].map((val) => ({ elem: { val, limit: {} } })) }, why: 'elements with a limit' },
    { right: { concat: ['esp', 1] }, why: 'a concatenation' },
    { right: '@nowhere', why: 'a set that is not there' },
  ])('what is not understood is unknown, and no yes: $why', ({ right }) => {
    const match = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right } };
    const nftables = [
      { chain: { family: 'inet', table: 't', name: 'i', type: 'filter', hook: 'input', prio: 0, policy: 'drop' } },
      { rule: { family: 'inet', table: 't', chain: 'i', expr: [match, { accept: null }] } },
    ];
    const rules = understandNft(valueIn(readNftJson(JSON.stringify({ nftables }), 'nft.json')));
    const [one] = fc.sample(filterCase(), { numRuns: 1, seed: 3 });
    const answers = one === undefined ? [] : judgeCase(rules, one).filter(({ direction }) => direction === 'in');
    expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['cannot-tell']));
  });
});
