/** Random `ike=`, `esp=` and `ah=` beside `ipsec algparse`: 10^5 a release with `SWANMESH_LONG=1`. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeLoading } from '../../src/libreswan/proposal/judge-loading.ts';
import type { ProposalReading } from '../../src/libreswan/proposal/loading.ts';
import { loadedProposal } from '../arbitraries/loaded-proposal.ts';
import { algparse } from '../support/algparse.ts';
import { askedReleases, describeWithTools } from '../support/pluto.ts';
import { budget } from './budget.ts';

const { until, count, seed } = budget({ usual: 1200, long: 100_000, shares: 10 });

const readings = (['ike', 'esp', 'ah'] as const).flatMap((protocol) =>
  ([1, 2] as const).flatMap((ikeVersion) => [true, false].map((pfs) => ({ protocol, ikeVersion, pfs }))),
);

describeWithTools(askedReleases, 'takes the proposals that we say', (tools) => {
  test(`of random texts (seed ${seed})`, { timeout: 7_200_000 }, () => {
    const wrong: string[] = [];
    let asked = 0;
    let taken = 0;
    for (let batch = 0; asked < count || Date.now() < until; batch += 1) {
      const reading: ProposalReading = {
        ...(readings[batch % readings.length] as (typeof readings)[number]),
        release: tools.release,
      };
      const texts = fc.sample(loadedProposal, {
        numRuns: Math.min(500, Math.ceil(count / readings.length)),
        seed: seed + batch,
      });
      algparse(tools, reading, texts).forEach(({ taken: isTaken, said }, i) => {
        const text = texts[i] ?? '';
        if (isTaken) taken += 1;
        if ((judgeLoading(text, reading).kind === 'loaded') !== isTaken)
          wrong.push(JSON.stringify({ ...reading, text, said }));
      });
      asked += texts.length;
    }
    expect(wrong.slice(0, 20), `${asked} texts, of which ${taken} are taken`).toEqual([]);
    expect(taken).toBeGreaterThan(asked / 20);
  });
});
