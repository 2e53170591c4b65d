import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { nftablesFiles } from '../../../src/firewall/nftables/files.ts';
import { readNftJson } from '../../../src/firewall/nftables/read-json.ts';
import { nftTable } from '../../../src/firewall/nftables/rules.ts';
import { understandNft } from '../../../src/firewall/nftables/understand.ts';
import type { RuleSet } from '../../../src/firewall/verdict/rule-set.ts';
import { filterCase } from '../../arbitraries/host-filter.ts';
import { describeInWorlds, play } from '../../support/packet-filter/world.ts';
import { valueIn } from '../../support/results.ts';
import { judgeCase } from './judge-case.ts';

describeInWorlds(['nft'], 'tables that nft loaded', () => {
  test('what nft lists of our table is judged as the table is', () => {
    const cases = fc.sample(filterCase(), { numRuns: 12, seed: 20 });
    const texts = cases.map(({ filter }) => valueIn(nftablesFiles(filter, valueAt()))[0]?.content ?? '');
    const lines = play(
      texts.map((text) => `nft -f - <<'end'\n${text}end\nnft -j list ruleset | tr -d '\\n'; echo`).join('\n'),
    );
    expect(lines.length).toBe(cases.length);
    for (const [i, one] of cases.entries()) {
      const listed = understandNft(valueIn(readNftJson(lines[i] ?? '', 'nft.json')));
      const answers = (rules: RuleSet) =>
        judgeCase(rules, one).map(({ peer, service, direction, answer }) => [peer, service, direction, answer]);
      expect(answers(listed)).toEqual(answers(understandNft([nftTable(one.filter)])));
      expect(listed.bases.length).toBeGreaterThan(0);
    }
  });
});
